"""The samples of C# that Jupyter's suite for kernels runs against this kernel."""

import jupyter_kernel_test


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world")'
    code_stderr = 'Console.Error.WriteLine("oops")'
    completion_samples = [
        {"text": "Console.Wri", "matches": {"Write", "WriteLine"}},
        {"text": "Math.Sqr", "matches": {"Sqrt"}},
    ]
    complete_code_samples = ["1", "var x = 1;", "void F() { }", 'Console.WriteLine("x");']
    incomplete_code_samples = ["var x = ", "void F() {", "if (true) {", "Console.WriteLine("]
    invalid_code_samples = ["var 1x = 2;", "x) y", "}"]
    code_inspect_sample = "Console.WriteLine"
    code_generate_error = 'throw new Exception("boom");'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"three"', "result": "three"},
        {"code": "new[] { 1, 2 }", "result": "[ 1, 2 ]"},
        {"code": 'HTML("<b>3</b>")', "mime": "text/html", "result": "<b>3</b>"},
        {"code": "3 + 4", "result": "7"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": '"{}".DisplayAs("application/vnd.plotly.v1+json");', "mime": "application/vnd.plotly.v1+json"},
        {"code": '"iVBORw0KGgo=".DisplayAs("image/png");', "mime": "image/png"},
    ]
    code_history_pattern = "1?+*"
    supported_history_operations = ("tail", "range", "search")
    code_clear_output = 'Console.Write("\\u001b[2J");'

    # C# has no pager, so its sample and its test do not apply.
    test_pager = None
