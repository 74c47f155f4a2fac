using System.Reflection;
using System.Reflection.Emit;

namespace Lockers.Architecture;

/// <summary>The types that a type uses: in what it declares, and in the code of its methods.</summary>
internal static class UsedTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>All of them, whatever they are made of taken apart.</summary>
    public static IEnumerable<Type> Of(Type type) => Direct(type).SelectMany(Parts).Distinct();

    private static IEnumerable<Type> Direct(Type type)
    {
        if (type.BaseType is { } above) yield return above;
        foreach (var face in type.GetInterfaces()) yield return face;
        foreach (var marked in type.GetMembers(Declared).Prepend(type).SelectMany(InAttributes)) yield return marked;
        foreach (var field in type.GetFields(Declared)) yield return field.FieldType;
        foreach (var method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
        {
            if (method is MethodInfo { ReturnType: var returned }) yield return returned;
            foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) yield return local.LocalType;
            foreach (var used in InCode(method, body.GetILAsByteArray()!)) yield return used;
        }
    }

    private static IEnumerable<Type> InAttributes(MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
        {
            yield return attribute.AttributeType;
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue)))
            {
                if (argument.Value is Type type) yield return type;
            }
        }
    }

    private static IEnumerable<Type> InCode(MethodBase method, byte[] code)
    {
        var ofType = method.DeclaringType!.GetGenericArguments();
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < code.Length;)
        {
            var first = code[at++];
            var opCode = OpCodesByValue[first == 0xFE ? (short)(0xFE00 | code[at++]) : first];
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod);
                if ((member as Type ?? member?.DeclaringType) is { } used) yield return used;
                foreach (var argument in member is MethodInfo { IsGenericMethod: true } called ? called.GetGenericArguments() : []) yield return argument;
            }

            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        if (type.IsGenericParameter) return [];
        return type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];
    }
}
