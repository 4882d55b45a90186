package dev.backchannel.e2e.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.e2e.system.Alive;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.kafka.FreePorts;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every role on a port of its own, joined by a broker and a folder of checkpoints: the loop closes all the same. */
abstract class RolesApart {
    @TempDir
    Path folder;

    /** The one seam that chooses the broker. */
    abstract String bootstrapServers();

    @Test
    void theLoopClosesOverRolesThatMeetOnlyInTopics() throws Exception {
        int policyPort = FreePorts.one();
        List<SingleRole> running = new ArrayList<>();
        try {
            for (RoleKind kind : RoleKind.values()) {
                running.add(start(kind, policyPort));
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> running.stream().allMatch(SingleRole::ready));
            Api door = new Api(running.get(RoleKind.INGESTION.ordinal()).url());
            Api policy = new Api(running.get(RoleKind.POLICY_SERVER.ordinal()).url());
            String before = checkpoint(policy, "before");

            Alive.check(door, bootstrapServers());

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(checkpoint(policy, "after")).isNotEqualTo(before));
        } finally {
            for (int i = running.size() - 1; i >= 0; i--) {
                running.get(i).close();
            }
        }
    }

    private SingleRole start(RoleKind kind, int policyPort) {
        Map<String, String> flags = new HashMap<>();
        flags.put("bootstrap-servers", bootstrapServers());
        flags.put("port", kind == RoleKind.POLICY_SERVER ? Integer.toString(policyPort) : "0");
        flags.put("data", folder.resolve(kind.label()).toString());
        flags.put("store", folder.resolve("store").toString());
        flags.put("policy-url", "http://127.0.0.1:" + policyPort);
        return SingleRole.start(RunningSystem.settings(flags), kind);
    }

    private static String checkpoint(Api policy, String conversation) {
        Api.Reply reply = policy.chat("How much is a latte?", conversation, "tester");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.headers().get("x-backchannel-checkpoint");
    }
}
