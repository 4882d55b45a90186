package dev.backchannel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void areFreeDifferentAndNoneThatTheSystemHandsOut() throws IOException {
        List<Integer> ports = FreePorts.some(50);

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < lowestOfTheSystem());
        for (int port : ports) {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    /** Of some that it has just handed out; its range is no narrower than that. */
    private static int lowestOfTheSystem() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Math.min(any.getLocalPort(), FreePorts.BEYOND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
