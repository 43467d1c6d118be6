"""zsdesk (招商工作台): the Qt-free core of the desk and of the provincial server."""

__version__ = "0.1.0"
