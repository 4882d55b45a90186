package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code policy-server}: that role alone. */
@Command(name = "policy-server", description = "Run only the OpenAI-compatible policy server.")
public final class PolicyServerCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Mixin
    BackendOptions backend = new BackendOptions();

    @Override
    public Integer call() {
        Map<String, Object> flags = new HashMap<>();
        backend.into(flags);
        return role.run(RoleKind.POLICY_SERVER, flags);
    }
}
