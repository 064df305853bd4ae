// libtorch's random generator and thread count belong to the process: tests that rely on a seed cannot share it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
