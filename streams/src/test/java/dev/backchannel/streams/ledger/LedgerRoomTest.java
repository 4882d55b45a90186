package dev.backchannel.streams.ledger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LedgerRoomTest {
    private static final long GIB = 1L << 30;

    @Test
    void whatFitsIsAccountedForAndWhatDoesNotIsRefusedBeforeItIsRead() {
        assertThatCode(() -> Ledger.requireRoom(500_000, GIB)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Ledger.requireRoom(700_000, GIB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("700000 events", "801 MiB", "1024", "-Xmx");
        assertThatCode(() -> Ledger.requireRoom(700_000, 2 * GIB)).doesNotThrowAnyException();
    }
}
