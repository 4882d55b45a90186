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
}
