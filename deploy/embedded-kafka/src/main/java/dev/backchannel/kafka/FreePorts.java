package dev.backchannel.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that nobody listens on.
 *
 * <p>None of those that the system hands out by itself, which begin at 32768 or above: any connection that anybody opens
 * may take one of them before it is used here, or while a broker that comes back to it is away.
 */
public final class FreePorts {
    static final int LOWEST = 16_000;
    static final int BEYOND = 32_768;

    private static final int ATTEMPTS = 1_000;

    private FreePorts() {}

    public static int one() {
        return some(1).get(0);
    }

    /** All different. */
    public static List<Integer> some(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(hold());
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static ServerSocket hold() throws IOException {
        for (int attempt = 1; true; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
