package dev.backchannel.e2e.docs;

import dev.backchannel.testing.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bucket of {@code s3://bucket/…}, and the file of {@code --config} that says how to come to it. */
final class Bucket implements AutoCloseable {
    final S3Server server;
    final Path config;

    Bucket(Path folder) throws IOException {
        server = new S3Server("bucket");
        config = Files.writeString(
                folder.resolve("s3.properties"),
                "s3.endpoint = " + server.endpoint() + "\ns3.access-key = somebody\ns3.secret-key = secret\n");
    }

    @Override
    public void close() {
        server.close();
    }
}
