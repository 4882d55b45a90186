package dev.backchannel.standalone.bench.measure;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One kept-alive connection that posts one body after the other. It does as little as can be while an answer
 * runs, for it shares the machine with the server that it measures: bytes are kept as they come, with their time.
 */
public final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    /**
     * @param path where everything is posted to
     * @param contentType of every body
     */
    public HttpConnection(URI server, String path, String contentType) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
        head = "POST " + path + " HTTP/1.1\r\nhost: " + server.getAuthority() + "\r\ncontent-type: " + contentType
                + "\r\ncontent-length: ";
    }

    /** Sends a request's body and reads the whole answer, streamed or not. */
    public HttpReply ask(byte[] body) throws IOException {
        byte[] start = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        long sent = System.nanoTime();
        out.write(whole);
        out.flush();
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = headers();
        List<HttpReply.Part> parts = new ArrayList<>();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                parts.add(new HttpReply.Part(System.nanoTime(), exactly(size)));
                line();
            }
            line();
        } else {
            byte[] content = exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            parts.add(new HttpReply.Part(System.nanoTime(), content));
        }
        return new HttpReply(status, headers, sent, parts);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
