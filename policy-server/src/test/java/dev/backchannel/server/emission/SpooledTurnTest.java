package dev.backchannel.server.emission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SpooledTurnTest {
    private static final byte[] VALUE = {1, 2, 3};

    private static SpooledTurn again(SpooledTurn turn) {
        ByteBuffer bytes = turn.encode();
        byte[] body = new byte[bytes.getInt()];
        int crc = bytes.getInt();
        bytes.get(body);
        assertThat(bytes.hasRemaining()).isFalse();
        return SpooledTurn.decode(crc, body);
    }

    @Test
    void itsTraceComesBackWithIt() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        SpooledTurn turn = again(new SpooledTurn("default/c1", VALUE, trace));
        assertThat(turn.key()).isEqualTo("default/c1");
        assertThat(turn.value()).isEqualTo(VALUE);
        assertThat(turn.traceparent()).isEqualTo(trace);
    }

    @Test
    void withoutOneItLiesThereAsEver() {
        SpooledTurn turn = again(new SpooledTurn("", VALUE));
        assertThat(turn.key()).isEmpty();
        assertThat(turn.value()).isEqualTo(VALUE);
        assertThat(turn.traceparent()).isNull();
        assertThat(new SpooledTurn("k", VALUE).encode().limit()).isEqualTo(SpooledTurn.HEADER + 4 + 1 + 3);
    }
}
