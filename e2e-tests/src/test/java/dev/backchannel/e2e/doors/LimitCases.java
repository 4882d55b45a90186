package dev.backchannel.e2e.doors;

import static dev.backchannel.e2e.doors.Negative.of;

import dev.backchannel.access.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** Good keys, and too much, too slow, or from somewhere else. */
final class LimitCases {
    private static final String EVENTS = "POST /v1/events";
    private static final String CHAT = "POST /v1/chat/completions";
    private static final String MODELS = "GET /v1/models";
    private static final String ORIGIN = "origin_not_allowed";

    private LimitCases() {}

    static List<Negative> sizes(Guarded guarded) {
        Who ingest = guarded.key("acme", Scope.INGEST);
        Who chat = guarded.key("acme", Scope.CHAT);
        String large = "x".repeat(Guarded.MOST_BODY);
        return List.of(
                of(
                        "an event larger than the limit",
                        EVENTS,
                        ingest,
                        Body.large("30,000 bytes", 30_000),
                        413,
                        "larger than"),
                of(
                        "the same in chunks of unknown length",
                        EVENTS,
                        ingest,
                        Body.large("30,000 bytes in chunks", 30_000),
                        413,
                        "larger than",
                        "transfer-encoding: chunked"),
                of(
                        "an event with more text than the limit",
                        EVENTS,
                        ingest,
                        Body.large("2,000 bytes of text", 2_000),
                        400,
                        "has more than 1000 bytes"),
                of(
                        "more events than the limit",
                        EVENTS,
                        ingest,
                        new Body("four thumbs", ("[" + (Body.thumb().text() + ",").repeat(4)).replaceAll(",$", "]")),
                        413,
                        "more than 3 events"),
                of("a packed body", EVENTS, ingest, Body.thumb(), 415, "content-encoding", "content-encoding: gzip"),
                of(
                        "a body of another type",
                        EVENTS,
                        ingest,
                        Body.thumb(),
                        415,
                        "content-type",
                        "content-type: text/plain"),
                of(
                        "a question larger than the limit",
                        CHAT,
                        chat,
                        Body.chat("20,000 bytes", ",\"x\":\"" + large + "\""),
                        413,
                        "request_too_large"),
                of(
                        "the same in chunks",
                        CHAT,
                        chat,
                        Body.chat("20,000 bytes in chunks", ",\"x\":\"" + large + "\""),
                        413,
                        "request_too_large",
                        "transfer-encoding: chunked"),
                of(
                        "a profile larger than the limit",
                        "PUT /v1/profiles/u1",
                        guarded.key("acme", Scope.PROFILE),
                        Body.chat("20,000 bytes", ",\"x\":\"" + large + "\""),
                        413,
                        "request_too_large"),
                of(
                        "headers larger than the limit",
                        MODELS,
                        chat,
                        431,
                        "Request Header Fields Too Large",
                        "x-much: " + "x".repeat(70_000)),
                of(
                        "many headers, too large together",
                        MODELS,
                        chat,
                        431,
                        "Request Header Fields Too Large",
                        Arrays.stream(new int[80])
                                .mapToObj(i -> "x-much: " + "x".repeat(1_000))
                                .toArray(String[]::new)),
                new Negative(
                        "a path longer than the limit",
                        "`GET /v1/models?` and 9,000 bytes, acme's key to chat",
                        wire -> wire.send(Negative.bytes("GET /v1/models?" + "x".repeat(9_000), chat, "")),
                        414,
                        "Too Long"));
    }

    static List<Negative> slowness(Guarded guarded) {
        Who ingest = guarded.key("acme", Scope.INGEST);
        byte[] whole = Negative.bytes(EVENTS, ingest, Body.thumb().text());
        return List.of(
                new Negative(
                        "a body that does not come",
                        "`" + EVENTS + "`, acme's key to ingest, all but the last byte of a thumb",
                        wire -> wire.send(Arrays.copyOf(whole, whole.length - 1)),
                        408,
                        "request_timeout"),
                new Negative(
                        "a head that does not come",
                        "the first 20 bytes of `" + EVENTS + "`",
                        wire -> wire.send(Arrays.copyOf(whole, 20)),
                        0,
                        "closed"),
                new Negative("a connection that says nothing", "nothing", wire -> wire.send(new byte[0]), 0, "closed"),
                new Negative(
                        "more requests than the tenant may send",
                        "`" + MODELS + "` 400 times, busy's key to chat",
                        wire -> flood(wire, guarded.key("busy", Scope.CHAT)),
                        429,
                        "rate_limited"),
                new Negative(
                        "plain HTTP on the port of TLS",
                        "`" + MODELS + "`, acme's key to chat, without TLS",
                        wire -> wire.sendPlain(Negative.bytes(MODELS, guarded.key("acme", Scope.CHAT), "")),
                        0,
                        "closed"),
                new Negative("TLS 1.1", "a handshake with TLS 1.1 alone", LimitCases::oldTls, 0, "alert 70"));
    }

    static List<Negative> origins(Guarded guarded) {
        Who chat = guarded.key("acme", Scope.CHAT);
        Who ingest = guarded.key("acme", Scope.INGEST);
        return List.of(
                of(
                        "a page of another origin",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: https://evil.example.com"),
                of("a page of no origin", EVENTS, ingest, Body.thumb(), 403, ORIGIN, "origin: null"),
                of(
                        "an origin that begins like a good one",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: https://chat.example.com.evil.com"),
                of(
                        "an origin that ends like a good one",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: https://evilchat.example.com"),
                of(
                        "a good origin without TLS",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: http://chat.example.com"),
                of(
                        "a good origin on another port",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: https://chat.example.com:8443"),
                of(
                        "asking beforehand from another origin",
                        "OPTIONS /v1/events",
                        Who.NOBODY,
                        403,
                        ORIGIN,
                        "origin: https://evil.example.com",
                        "access-control-request-method: POST"),
                of(
                        "another origin without a key",
                        CHAT,
                        Who.NOBODY,
                        Body.chat(),
                        403,
                        ORIGIN,
                        "origin: https://evil.example.com"),
                of(
                        "a good origin without a key",
                        CHAT,
                        Who.NOBODY,
                        Body.chat(),
                        401,
                        "missing_key",
                        "origin: " + Guarded.PAGE_ORIGIN));
    }

    /** Over one connection, until it is too much. */
    private static Wire.Reply flood(Wire wire, Who busy) throws IOException {
        String one = new String(Negative.bytes(MODELS, busy, ""), StandardCharsets.UTF_8)
                .replace("connection: close\r\n", "");
        String last = new String(Negative.bytes(MODELS, busy, ""), StandardCharsets.UTF_8);
        try (SSLSocket socket = wire.open()) {
            OutputStream out = socket.getOutputStream();
            Thread sender = new Thread(() -> {
                try {
                    out.write((one.repeat(399) + last).getBytes(StandardCharsets.UTF_8));
                    out.flush();
                } catch (IOException e) {
                    // Cut off, which the reader sees.
                }
            });
            sender.start();
            String all = Wire.read(socket.getInputStream()).text();
            int refused = all.indexOf("HTTP/1.1 429");
            return refused < 0 ? new Wire.Reply(200, all) : new Wire.Reply(429, all.substring(refused));
        }
    }

    /** By hand, since no client of today would: TLS 1.1 with three of its cipher suites. */
    private static Wire.Reply oldTls(Wire wire) throws IOException {
        byte[] hello = HexFormat.of()
                .parseHex("1603010031" + "0100002d" + "0302" + "11".repeat(32) + "00" + "0006002fc013c009" + "0100");
        try (Socket socket = new Socket("localhost", wire.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello);
            byte[] answer = socket.getInputStream().readNBytes(7);
            boolean alert = answer.length == 7 && answer[0] == 21;
            return new Wire.Reply(alert ? 0 : 200, "alert " + (answer.length == 7 ? answer[6] : "none"));
        }
    }
}
