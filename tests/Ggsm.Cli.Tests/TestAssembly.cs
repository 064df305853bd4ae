// libtorch's seed and thread count belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
