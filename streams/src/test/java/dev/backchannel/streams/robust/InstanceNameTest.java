package dev.backchannel.streams.robust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceNameTest {
    @TempDir
    Path folder;

    @Test
    void isTheSameInEveryLife() {
        String first;
        try (InstanceName name = InstanceName.in(folder.resolve("state"))) {
            first = name.name();
        }
        try (InstanceName name = InstanceName.in(folder.resolve("state"))) {
            assertThat(name.name()).hasSize(36).isEqualTo(first);
        }
    }

    @Test
    void isNobodyElsesAtTheSameTime() {
        try (InstanceName one = InstanceName.in(folder);
                InstanceName other = InstanceName.in(folder)) {
            assertThat(other.name()).isNotEqualTo(one.name());
        }
    }

    @Test
    void standsInTheTransactionalIdInsteadOfTheProcess() {
        Map<String, Object> given = Map.of(
                "transactional.id", "backchannel-streams-11111111-2222-3333-4444-555555555555-7", "client.id", "c");
        assertThat(new SteadyClients("backchannel-streams", "me").steady(given))
                .isEqualTo(Map.of("transactional.id", "backchannel-streams-me-7", "client.id", "c"));
    }

    @Test
    void leavesOtherProducersAlone() {
        assertThat(new SteadyClients("app", "me").steady(Map.of("acks", "all"))).isEqualTo(Map.of("acks", "all"));
    }
}
