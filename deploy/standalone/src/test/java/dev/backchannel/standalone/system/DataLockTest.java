package dev.backchannel.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.standalone.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
    @Test
    void aFolderHasOneProcessAtATime(@TempDir Path folder) {
        DataDirectory data = DataDirectory.open(folder.resolve("data"));
        try (DataLock lock = DataLock.acquire(data)) {
            assertThat(lock).isNotNull();
            assertThat(DataLock.isHeld(data)).isTrue();
            assertThatThrownBy(() -> DataLock.acquire(data))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(
                            data.root().toString(),
                            "pid " + ProcessHandle.current().pid(),
                            "--data");
        }
        assertThat(DataLock.isHeld(data)).isFalse();
        DataLock.acquire(data).close();
    }

    /** Another process is asked, since a process's own view of its locks tells nothing. */
    @Test
    void aRefusedAttemptDoesNotLoosenTheLock(@TempDir Path folder) throws Exception {
        DataDirectory data = DataDirectory.open(folder.resolve("data"));
        try (DataLock lock = DataLock.acquire(data)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> DataLock.acquire(data)).isInstanceOf(UserError.class);
            assertThat(DataLock.isHeld(data)).isTrue();
            assertThat(heldForAnotherProcess(data)).isTrue();
        }
        assertThat(heldForAnotherProcess(data)).isFalse();
    }

    private static boolean heldForAnotherProcess(DataDirectory data) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Asker.class.getName(),
                        data.root().toString())
                .inheritIO()
                .start();
        return process.waitFor() == Asker.HELD;
    }

    /** Exits with {@link #HELD} when somebody else holds the folder. */
    static final class Asker {
        static final int HELD = 7;

        public static void main(String[] arguments) {
            System.exit(DataLock.isHeld(DataDirectory.open(Path.of(arguments[0]))) ? HELD : 0);
        }
    }
}
