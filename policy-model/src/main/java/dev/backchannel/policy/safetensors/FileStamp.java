package dev.backchannel.policy.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Which file lay at a path, and in what state: enough to tell one that was replaced by another (harmless to who has it open)
 * from one that was written over.
 *
 * @param key device and inode; null where the system has none
 * @param size in bytes
 */
record FileStamp(@Nullable Object key, long size, FileTime modified) {
    /** Of the file itself if the path is a link. */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(found.fileKey(), found.size(), found.lastModifiedTime());
    }
}
