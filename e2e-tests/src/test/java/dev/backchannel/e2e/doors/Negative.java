package dev.backchannel.e2e.doors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One request that must not get through.
 *
 * @param name what is wrong with it
 * @param request as the table in the documents shows it
 * @param status that it is answered with; 0: the connection is closed
 * @param reason word or words that stand in the answer
 */
record Negative(String name, String request, Sending sending, int status, String reason) {
    private static final int LONGEST_SHOWN = 70;

    /** How the request is sent. */
    @FunctionalInterface
    interface Sending {
        Wire.Reply by(Wire wire) throws IOException;
    }

    /**
     * A request in the usual form.
     *
     * @param line method and path
     * @param body what it says; empty: nothing
     */
    static Negative of(String name, String line, Who who, Body body, int status, String reason, String... headers) {
        String shown = "`" + line + "`, " + who.label() + (body.text().isEmpty() ? "" : ", " + body.label())
                + Arrays.stream(headers)
                        .filter(header -> header.length() < LONGEST_SHOWN && !header.startsWith("authorization"))
                        .map(header -> ", `" + header + "`")
                        .collect(Collectors.joining());
        return new Negative(name, shown, wire -> wire.send(bytes(line, who, body.text(), headers)), status, reason);
    }

    static Negative of(String name, String line, Who who, int status, String reason, String... headers) {
        return of(name, line, who, Body.NONE, status, reason, headers);
    }

    static byte[] bytes(String line, Who who, String body, String... headers) {
        List<String> head = new ArrayList<>(List.of(line + " HTTP/1.1", "host: localhost", "connection: close"));
        if (who.authorization() != null) {
            head.add("authorization: " + who.authorization());
        }
        head.addAll(List.of(headers));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        boolean chunked = head.stream().anyMatch(one -> one.startsWith("transfer-encoding"));
        if (content.length > 0 && !chunked) {
            head.add("content-length: " + content.length);
        }
        if (content.length > 0 && head.stream().noneMatch(one -> one.startsWith("content-type"))) {
            head.add("content-type: application/json");
        }
        String text = String.join("\r\n", head) + "\r\n\r\n"
                + (chunked ? Integer.toHexString(content.length) + "\r\n" + body + "\r\n0\r\n\r\n" : body);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Its line in the documents' table. */
    String row() {
        return "| " + name + " | " + request + " | " + (status == 0 ? "closed" : status) + " | " + reason + " |";
    }

    @Override
    public String toString() {
        return name;
    }
}
