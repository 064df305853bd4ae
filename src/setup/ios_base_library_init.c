/* The one function that TorchSharp's native library asks for and GCC 12's C++ library lacks: it makes the standard streams ready. */
extern void _ZNSt8ios_base4InitC1Ev(void *init); /* std::ios_base::Init::Init() */
void _ZSt21ios_base_library_initv(void) { static char init[16]; _ZNSt8ios_base4InitC1Ev(init); }
