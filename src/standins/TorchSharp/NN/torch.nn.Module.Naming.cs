using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string key, Module child) in _internal_submodules)
                    yield return (key, child);
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string inner, Module module) in child.named_modules())
                        yield return ($"{key}.{inner}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            /// <summary>The parameters, each once, under the first name that leads to it.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach ((string key, Parameter parameter) in _internal_params)
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle))
                        yield return (key, parameter);
                if (!recurse)
                    yield break;
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string inner, Parameter parameter) in child.named_parameters(true))
                        if (seen.Add(parameter.Handle))
                            yield return ($"{key}.{inner}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach ((string key, Tensor buffer) in _internal_buffers)
                    if (!buffer.IsInvalid && seen.Add(buffer.Handle))
                        yield return (key, buffer);
                if (!recurse)
                    yield break;
                foreach ((string key, Module child) in _internal_submodules)
                    foreach ((string inner, Tensor buffer) in child.named_buffers(true))
                        if (seen.Add(buffer.Handle))
                            yield return ($"{key}.{inner}", buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) =>
                named_buffers(recurse).Select(named => named.buffer);

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach ((string key, Parameter parameter) in named_parameters())
                    destination.TryAdd(Key(key), parameter);
                foreach ((string key, Tensor buffer) in named_buffers())
                    destination.TryAdd(Key(key), buffer);
                foreach ((string key, Module child) in _internal_submodules)
                    child.state_dict(destination, Key(key));
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                bool Wanted(string key) => skip is null || !skip.Contains(key);
                List<string> missing = [.. own.Keys.Where(key => Wanted(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => Wanted(key) && !own.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");

                using IDisposable unrecorded = no_grad();
                foreach ((string key, Tensor value) in source)
                    if (Wanted(key) && own.TryGetValue(key, out Tensor? target))
                        target.copy_(value);
                return (missing, unexpected);
            }
        }
    }
}
