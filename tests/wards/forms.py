"""Forms as a browser would send them."""

import re

from django.http import HttpResponse


def form_of(response: HttpResponse, form: str) -> dict[str, str]:
    """What a browser would send of the form with this id: its fields as they were drawn."""
    found = re.search(rf'<form[^>]* id="{form}".*?</form>', response.content.decode(), re.DOTALL)
    assert found, f"no form {form}"
    drawn = found[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", drawn):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or "checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', drawn, re.DOTALL):
        fields[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', drawn, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body)
        fields[name] = chosen[1] if chosen else ""
    return fields
