namespace NotebookKernel.Evaluation;

/// <summary>Where code comes from: what messages call it, the folder that its imports are seen from, and how many imports lead to it.</summary>
internal sealed record CellPlace(string Label, string Folder, int Depth)
{
    /// <summary>What the compiler takes as the file of the code: its folder is where an imported file's own <c>#r</c> and <c>#load</c> look first.</summary>
    public string FilePath => Depth == 0 ? Label : Path.Combine(Folder, Label);
}
