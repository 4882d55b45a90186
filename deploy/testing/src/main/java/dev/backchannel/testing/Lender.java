package dev.backchannel.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Lends all test classes what is slow to start. It starts once and ends with the last of them; a borrower closes nothing. */
public abstract class Lender<P extends AutoCloseable> implements ParameterResolver {
    private final Class<P> type;

    protected Lender(Class<P> type) {
        this.type = type;
    }

    /** @param folder empty, and gone after the last test */
    protected abstract P start(Path folder) throws Exception;

    private record Lent<P extends AutoCloseable>(Path folder, P parts) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            parts.close();
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Lent<P> lend() {
        try {
            Path folder = Files.createTempDirectory("backchannel-tests");
            return new Lent<>(folder, start(folder));
        } catch (Exception e) {
            throw new IllegalStateException("what the tests share does not start", e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(getClass()))
                .computeIfAbsent(type, key -> lend(), Lent.class)
                .parts();
    }
}
