"""Sphinx's settings for the site; scripts/build_site.py lays out the pages that it reads."""

import os

project = "Backpropagation, proved, computed and shown"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
templates_path = ["site/templates"]

nb_execution_mode = "off"  # stored outputs
nb_code_prompt_show, nb_code_prompt_hide = "Show the code", "Hide the code"
nb_render_markdown_format = "myst"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_update_mathjax = False

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
add_module_names = False

mathjax_path = "mathjax/startup.js"
mathjax_config_path = "site/mathjax.js"

html_title = "Backpropagation"
html_theme = "pydata_sphinx_theme"
html_css_files = ["site.css"]
html_js_files = [("stepper.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_static_path = [os.environ["SITE_STATIC"]]
html_context = {"default_mode": "auto", "has_scratch": os.environ["SITE_SCRATCH"] == "True"}
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["scratch-link", "theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
