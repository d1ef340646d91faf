"""Settings of Sphinx. Nothing is fetched at build time: no inventories, no fonts, no scripts from elsewhere."""

import enum
import importlib
import inspect
import pkgutil
from importlib.metadata import metadata

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
    (
        r"py:class",
        r"smmi\.testing\.cases\._case\.(Case|NeverAsked|Sized)",
    ),  # what the runner's strategies draw: nobody names it
    (
        r"py:class",
        r"smmi\.benchmark\.(norms\._uncertainty\.Basis|norms\._effective_sizes\.DesignSizes|survey\._exact_sums\.ExactSums|survey\._margins\.Margin)",
    ),  # what a result holds for itself
]


def show_where_names_are_public() -> None:
    """Let every public object say that it lives where users import it from, so that links lead there."""
    for name in [module.name for module in pkgutil.walk_packages(smmi.__path__, "smmi.")]:
        if any(part.startswith("_") for part in name.split(".")):
            continue
        module = importlib.import_module(name)
        for key in module.__all__:
            value = getattr(module, key)
            if getattr(value, "__module__", "").startswith(f"{name}._"):
                value.__module__ = name


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


def setup(app):
    """Connect what Sphinx asks while it builds."""
    app.connect("autodoc-skip-member", skip)
    app.connect("missing-reference", lead_home)


show_where_names_are_public()
