package dev.backchannel.server.api;

import java.nio.charset.StandardCharsets;

/** Makes a client's id safe as a header value: visible ASCII stays, all other bytes of its UTF-8 become {@code %XX}. */
final class HeaderText {
    private HeaderText() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '%') {
                safe.append((char) b);
            } else {
                safe.append(String.format("%%%02X", b));
            }
        }
        return safe.toString();
    }
}
