package dev.backchannel.learner.testing;

import dev.backchannel.policy.PolicyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Lends all test classes one broker and one base, which start once and end with the last of them. */
final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

    /** What is lent. A borrower takes topics of its own ({@link Cluster#topics()}) and closes nothing. */
    record Parts(Path folder, Cluster cluster, PolicyModel model) implements AutoCloseable {
        static Parts start() {
            try {
                Path folder = Files.createTempDirectory("learner-tests");
                return new Parts(
                        folder, new Cluster(folder.resolve("kafka")), TinyBase.load(folder.resolve("model"), 1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            cluster.close();
            model.close();
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Parts.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent("parts", key -> Parts.start(), Parts.class);
    }
}
