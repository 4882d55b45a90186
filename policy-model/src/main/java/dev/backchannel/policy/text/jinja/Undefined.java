package dev.backchannel.policy.text.jinja;

/** What an unknown name or key gives: empty when printed, false when tested, an error when used. */
record Undefined(String name) {
    TemplateException error() {
        return new TemplateException("'" + name + "' is undefined");
    }
}
