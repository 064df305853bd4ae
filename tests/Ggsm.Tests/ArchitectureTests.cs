using System.Reflection;
using System.Reflection.Emit;

namespace Ggsm.Tests;

/// <summary>The arrows of the house run one way, down to what method bodies use.</summary>
public sealed class ArchitectureTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    [Theory]
    [InlineData("Ggsm.Users")]
    [InlineData("Ggsm.Masks")]
    [InlineData("Ggsm.Decoder")]
    [InlineData("Ggsm.Contrastive")]
    [InlineData("Ggsm.Evaluation")]
    public void These_rooms_know_no_other_room(string room)
    {
        var others = Uses(room).Where(used => used.StartsWith("Ggsm.", StringComparison.Ordinal) && used != room);

        Assert.Empty(others);
    }

    [Fact]
    public void The_mask_algebra_knows_the_masks_alone_and_they_do_not_know_it()
    {
        Assert.All(Uses("Ggsm.Masks.Algebra").Where(used => used.StartsWith("Ggsm.", StringComparison.Ordinal)),
            used => Assert.StartsWith("Ggsm.Masks", used, StringComparison.Ordinal));
        Assert.DoesNotContain("Ggsm.Masks.Algebra", Uses("Ggsm.Masks"));
    }

    [Theory]
    [InlineData("Ggsm.Synthesis", "Ggsm.Training")]
    [InlineData("Ggsm.Synthesis", "Ggsm.Masks")]
    [InlineData("Ggsm.Synthesis", "Ggsm.Decoder")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Training")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Masks")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Decoder")]
    [InlineData("Ggsm.Runs", "Ggsm.Decoder")]
    [InlineData("Ggsm.Runs", "Ggsm.Batches")]
    [InlineData("Ggsm.Runs", "Ggsm.Encoders")]
    [InlineData("Ggsm.Runs", "Ggsm.Training")]
    [InlineData("Ggsm.Batches", "Ggsm.Masks")]
    [InlineData("Ggsm.Batches", "Ggsm.Encoders")]
    [InlineData("Ggsm.Batches", "Ggsm.Training")]
    [InlineData("Ggsm.Encoders", "Ggsm.Contrastive")]
    [InlineData("Ggsm.Encoders", "Ggsm.Training")]
    [InlineData("Ggsm.Checkpoints", "Ggsm.Training")]
    [InlineData("Ggsm.Training", "Ggsm.Verification")]
    [InlineData("Ggsm.Checkpoints", "Ggsm.Verification")]
    public void This_room_does_not_know_that_one(string room, string other) => Assert.DoesNotContain(other, Uses(room));

    [Theory]
    [InlineData("Ggsm.Verification", "Ggsm.Masks")]
    [InlineData("Ggsm.Encoders", "Ggsm.Runs")]
    [InlineData("Ggsm.Training", "Ggsm.Batches")]
    [InlineData("Ggsm.Checkpoints", "Ggsm.Decoder")]
    public void The_search_does_find_a_use_where_there_is_one(string room, string used) => Assert.Contains(used, Uses(room));

    [Fact]
    public void The_library_knows_no_console_notebook_or_plot()
    {
        var references = typeof(BadInputException).Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Spectre", StringComparison.Ordinal) || name.StartsWith("Plotly", StringComparison.Ordinal)
            || name.StartsWith("System.CommandLine", StringComparison.Ordinal) || name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal));
    }

    private static HashSet<string> Uses(string room)
    {
        var used = new HashSet<string>();
        foreach (var type in typeof(BadInputException).Assembly.GetTypes().Where(t => t.Namespace == room))
        {
            Note(type.BaseType);
            foreach (var implemented in type.GetInterfaces())
                Note(implemented);
            foreach (var field in type.GetFields(Declared))
                Note(field.FieldType);
            foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            {
                Note((method as MethodInfo)?.ReturnType);
                foreach (var parameter in method.GetParameters())
                    Note(parameter.ParameterType);
                foreach (var member in Members(method))
                    Note(member as Type ?? member.DeclaringType);
            }
        }

        return used;

        void Note(Type? type)
        {
            if (type is null)
                return;
            if (type.Namespace is { } name)
                used.Add(name);
            Note(type.GetElementType());
            foreach (var argument in type.GetGenericArguments().Where(a => !a.IsGenericParameter))
                Note(argument);
        }
    }

    private static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
            yield break;
        foreach (var local in body.LocalVariables)
            yield return local.LocalType;
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            at += value is >= 0 and < 0x100 ? 1 : 2;
            var kind = OpCodesByValue[value].OperandType;
            if (kind is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
            at += Size(kind, code, at);
        }
    }

    private static int Size(OperandType kind, byte[] code, int at) => kind switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
