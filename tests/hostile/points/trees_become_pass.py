"""Every later cell becomes `pass` after it was parsed."""

import ast


class Nothing(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.parse("pass")


get_ipython().ast_transformers.append(Nothing())
