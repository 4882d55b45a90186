package dev.backchannel.standalone.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real Apicurio Registry, which {@code -Pload} fetches. */
@Tag("load")
class ApicurioRegistryTest extends RegistryContract {
    @TempDir
    static Path folder;

    private static Apicurio registry;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Apicurio.program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "there is no Apicurio Registry in target/apicurio: ./mvnw verify -Pload fetches it");
        registry = Apicurio.start(program.get(), folder.resolve("apicurio.log"));
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    String url() {
        return registry.url();
    }
}
