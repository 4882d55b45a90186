package dev.backchannel.redaction;

/** Replaces some of a text. Thread-safe. */
@FunctionalInterface
interface Redaction {
    /** @return the same object if there is nothing to replace */
    String of(String text);
}
