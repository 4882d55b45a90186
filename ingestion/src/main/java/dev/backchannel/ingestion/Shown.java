package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;

/** Values as error messages show them: quoted, short, printable. */
final class Shown {
    private static final int LONGEST = 80;

    private Shown() {}

    static String text(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            boolean printable = !Character.isISOControl(c) && !Character.isSurrogate(c);
            shown.append(printable ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return shown.append(text.length() > LONGEST ? "…'" : "'").toString();
    }

    static String value(JsonNode node) {
        if (node.isTextual()) {
            return text(node.textValue());
        }
        if (node.isObject()) {
            return "an object";
        }
        if (node.isArray()) {
            return "an array";
        }
        String plain = node.toString();
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }
}
