"""Settings of Sphinx. Nothing is fetched at build time: no inventories, no fonts, no scripts from elsewhere."""

import enum
import importlib
import inspect
import pkgutil
from importlib.metadata import metadata
from types import FunctionType

import smmi

project = "smmi"
author = "The smmi developers"
copyright = "2026 The smmi developers"  # noqa: A001 - Sphinx wants this name
release = version = metadata("smmi")["Version"]

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build", "changelog.d", "jupyter_execute"]

html_theme = "furo"
html_title = "smmi"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"  # a page that is not run is not true
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
default_role = "py:obj"  # a name between single backticks in a docstring
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# A link into this library must resolve. What lies outside has no inventory here.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!smmi\b).*"),
    (r"py:class", r"smmi\.(\w+\.)*[A-Z]"),  # a type variable
    # What a result holds for itself, and what the runner's strategies draw: nobody names it.
    (
        r"py:class",
        r"smmi\.[\w.]+\._\w+\.(Basis|Case|Change|DesignSizes|ExactSums|Kept|Margin|NeverAsked|Sized)",
    ),
    (
        r"py:class",
        r"smmi\.exchange\.expressions\._nodes\.\w+",
    ),  # the nodes of a tree, which printers walk through
    (r"py:class", r"smmi\.benchmark\.norms\._\w+\.(PlacedGroup|StandingColumns)"),
]


def public_modules():
    """Every public module that has something to lend, the packages before their rooms."""
    names = [module.name for module in pkgutil.walk_packages(smmi.__path__, "smmi.")]
    public = [name for name in names if not any(part.startswith("_") for part in name.split("."))]
    modules = [importlib.import_module(name) for name in public]
    lending = [module for module in modules if hasattr(module, "__all__")]
    return sorted(lending, key=lambda module: module.__name__.count("."))


def show_where_names_are_public():
    """Let every public object say that it lives at the shortest place where users import it from.

    Links lead there, and its description stands there alone: a room lists what its package does not lend.

    Returns:
        The names that each room lends to its package.
    """
    at_home = {module.__name__ for module in public_modules()}
    lent = {}
    for module in public_modules():
        name = module.__name__
        for key in module.__all__:
            value = getattr(module, key)
            if not isinstance(value, type | FunctionType):
                continue  # a value that is no class or function has one place
            home = value.__module__
            if home not in at_home and home.startswith(f"{name}."):
                value.__module__ = name
            elif name.startswith(f"{home}."):
                lent.setdefault(name, []).append(key)
    return lent


def lead_home(_app, env, node, content):
    """Let a link to a name of the facade lead to the package that lends it."""
    package, _, name = node.get("reftarget", "").rpartition(".")
    if package != "smmi" or name not in smmi.__all__ or inspect.ismodule(value := getattr(smmi, name)):
        return None
    target = f"{value.__module__}.{name}"
    python = env.domains["py"]
    return python.resolve_xref(env, node["refdoc"], env.app.builder, node["reftype"], target, node, content)


def skip(_app, _what, _name, value, skipped, _options):
    """Show the members of an enumeration although they have no docstring of their own."""
    return False if isinstance(value, enum.Enum) else skipped


def name_what_is_lent(_app, what, name, _value, _options, lines):
    """End the head of a room with what it lends to its package, where that is described."""
    if what == "module" and name in LENT:
        room = importlib.import_module(name)
        homes = {key: getattr(room, key).__module__ for key in LENT[name]}
        links = ", ".join(f":py:obj:`~{home}.{key}`" for key, home in homes.items())
        packages = " and ".join(f":py:mod:`{home}`" for home in dict.fromkeys(homes.values()))
        lines += ["", f"What it lends to {packages} is described there: {links}.", ""]


def setup(app):
    """Connect what Sphinx asks while it builds."""
    app.connect("autodoc-skip-member", skip)
    app.connect("autodoc-process-docstring", name_what_is_lent)
    app.connect("missing-reference", lead_home)


LENT = show_where_names_are_public()
for room, keys in LENT.items():  # autodoc describes what stands in `__all__`
    module = importlib.import_module(room)
    module.__all__ = [key for key in module.__all__ if key not in keys]
