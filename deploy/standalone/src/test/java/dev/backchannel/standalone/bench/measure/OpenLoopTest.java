package dev.backchannel.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final int CONNECTIONS = 32;

    /** Else a server that dies under the load would look better than one that is slow. */
    @Test
    void everyRequestOfAServerThatIsGoneFails() throws Exception {
        ServerSocket server = new ServerSocket(0, CONNECTIONS);
        URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
        Thread dying = new Thread(() -> greetAndGo(server));
        dying.start();
        OpenLoop.Outcome outcome = OpenLoop.run(
                () -> new HttpConnection(url, "/v1/events", "application/json"), number -> new byte[1], 2_000, 0.1);
        dying.join();

        assertThat(outcome.answered()).isEmpty();
        assertThat(outcome.failed()).isEqualTo(200);
    }

    private static void greetAndGo(ServerSocket server) {
        List<Socket> open = new ArrayList<>();
        try (server) {
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(server.accept());
            }
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
