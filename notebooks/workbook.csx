// What every chapter starts with: the built libraries (no restore, no network) and the names its cells use.
#r "../artifacts/bin/Ggsm.Notebooks/release/TorchSharp.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/Plotly.NET.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/Plotly.NET.CSharp.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/Microsoft.Data.Analysis.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/Ggsm.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/StateBasedScheduling.dll"
#r "../artifacts/bin/Ggsm.Notebooks/release/Ggsm.Notebooks.dll"

using Ggsm.Encoders;
using Ggsm.Evaluation;
using Ggsm.Notebooks;
using Ggsm.Notebooks.Exercises;
using Ggsm.Runs;
using Ggsm.Synthesis;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.World;
using Ggsm.Training;
using Ggsm.Users;
using Microsoft.Data.Analysis;
