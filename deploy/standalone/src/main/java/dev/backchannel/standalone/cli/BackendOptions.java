package dev.backchannel.standalone.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that serve share: who makes the answers. */
final class BackendOptions {
    @Option(
            names = "--backend",
            paramLabel = "local|vllm",
            description = "Answer with the model in this process (local, the default) or with vLLM servers.")
    @Nullable
    String backend;

    @Option(
            names = "--upstream",
            paramLabel = "URL[,URL…]",
            description = "Let the vLLM servers at these addresses answer, such as http://host:8000.")
    @Nullable
    String upstreams;

    /** @param flags what was given goes here */
    void into(Map<String, Object> flags) {
        flags.put("policy-server.backend", backend);
        flags.put("policy-server.pool.upstreams", upstreams);
    }
}
