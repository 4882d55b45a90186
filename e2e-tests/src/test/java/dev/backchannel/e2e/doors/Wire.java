package dev.backchannel.e2e.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** HTTP/1.1 over TLS byte by byte, so that requests can be sent which no library would send. */
record Wire(SSLContext trust, int port) {
    private static final int PATIENCE_MILLIS = 20_000;

    /** @param status 0: the connection was closed without an answer; -1: it was never closed */
    record Reply(int status, String text) {
        /** Of the first header of that name; empty: there is none. */
        String header(String name) {
            return text.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    SSLSocket open() throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    Reply send(byte[] request) throws IOException {
        try (SSLSocket socket = open()) {
            return exchange(socket, request);
        }
    }

    /** Without TLS. */
    Reply sendPlain(byte[] request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            return exchange(socket, request);
        }
    }

    static Reply exchange(Socket socket, byte[] request) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
        } catch (IOException e) {
            // It was cut off in the middle of it; what it was told may still be there.
        }
        return read(socket.getInputStream());
    }

    static Reply read(InputStream in) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketTimeoutException e) {
            return new Reply(-1, "open after " + PATIENCE_MILLIS + " ms, though nothing comes: " + bytes);
        } catch (IOException e) {
            // Cut off: what came so far counts.
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        return text.startsWith("HTTP/1.1 ") || text.startsWith("HTTP/1.0 ")
                ? new Reply(Integer.parseInt(text.substring(9, 12)), text)
                : new Reply(0, "closed " + text);
    }
}
