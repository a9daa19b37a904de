"""Move any control of a live panel by keyboard, as a learner without a mouse does, and see what follows."""

import time

# What takes the focus in each kind of control, and the keys to try, one after the other, until the panel follows.
# JupyterLab keeps the arrow keys of menus and radio buttons for itself (they move to the next cell).
KINDS = [
    (".noUi-handle", ["ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End"]),
    (".widget-toggle-button:not(.mod-active)", ["Enter"]),
    ("input[type=radio]:not(:checked)", ["Space"]),
    ("select", ["End", "Home"]),
    ("input[type=checkbox]", ["Space"]),
    ("input[type=number]", ["ArrowUp", "ArrowDown"]),
    ("input[type=text], textarea", ["Backspace", "5"]),
]
PATIENCE = 15  # seconds for the panel to follow a key, on a machine that is busy with other tests

SHOWN = """panel => ({
    words: panel.querySelector('[role=status]').textContent,
    picture: panel.querySelector('img').src,
    height: panel.getBoundingClientRect().height,
})"""
OWN_VALUE = """control => [...control.querySelectorAll('[role=slider], select, input, textarea')]
    .map(part => `${part.getAttribute('aria-valuenow')} ${part.value} ${part.checked}`).join()"""
SETTLED = """() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.status === 'idle'
    && new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))"""


def controls_of(panel):
    """Every control of a live panel, buttons last: a reset button then has something to reset."""
    return sorted(panel.locator(".mlp-controls .lm-Widget:not(.widget-box)").all(), key=_is_button)


def label_of(control):
    """The visible label of a control; "" when it has none."""
    if _is_button(control):
        return control.inner_text().strip()
    labels = control.locator(".widget-label, .widget-label-basic").all_inner_texts()
    return " ".join(text.strip(" \u200b\n") for text in labels).strip()


def shown_by(panel):
    """What a panel shows: a dict of its `words`, its `picture` (the image's address) and its `height` in pixels."""
    return panel.evaluate(SHOWN)


def move(panel, control):
    """Move `control` by keyboard until words and picture have followed; return what the panel shows then.

    Raises AssertionError when the control is of no known kind, or the words or the picture follow no key.
    """
    part, keys = focus_of(control)
    before = shown_by(panel)
    still = {"words", "picture"}
    for key in keys:
        after = _press(panel, control, part, key)
        still = {name for name in still if after[name] == before[name]}
        if not still:
            return after
    raise AssertionError(f"the {' and the '.join(sorted(still))} stay when {label_of(control)!r} is moved: {keys}")


def focus_of(control):
    """The part of a control that takes the focus, and the keys that may move it.

    Raises AssertionError when the control is of no known kind.
    """
    if _is_button(control):
        return control, ["Enter"]
    for selector, keys in KINDS:
        parts = control.locator(selector)
        if parts.count():
            return parts.first.element_handle(), keys
    kind = control.get_attribute("class")
    raise AssertionError(f"the test cannot move a {kind!r} by keyboard: teach it in tests/browser/controls.py")


def own_value(control):
    """A control's own value as the page knows it, to compare with an earlier one."""
    return control.evaluate(OWN_VALUE)


def _press(panel, control, part, key):
    """Press `key`; return what the panel shows once it has followed, or after PATIENCE seconds."""
    before, value = shown_by(panel), own_value(control)
    part.press(key)
    if key != "Enter" and own_value(control) == value:
        return before  # a slider at its end, a menu at its last entry
    start = time.monotonic()
    while shown_by(panel) == before and time.monotonic() - start < PATIENCE:
        panel.page.wait_for_timeout(20)
    panel.page.wait_for_function(SETTLED)
    return shown_by(panel)


def _is_button(control):
    return control.evaluate("control => control.matches('button')")
