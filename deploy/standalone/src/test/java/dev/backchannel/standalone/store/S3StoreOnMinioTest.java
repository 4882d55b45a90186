package dev.backchannel.standalone.store;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** On MinIO as its makers ship it, where a Docker engine answers; skipped elsewhere. */
@Testcontainers(disabledWithoutDocker = true)
class S3StoreOnMinioTest extends S3StoreContract {
    private static final String USER = "backchannel";
    private static final String SECRET = "backchannel-secret";

    @Container
    private static final GenericContainer<?> MINIO = new GenericContainer<>("minio/minio:RELEASE.2025-04-22T22-12-26Z")
            .withCommand("server", "/data")
            .withEnv("MINIO_ROOT_USER", USER)
            .withEnv("MINIO_ROOT_PASSWORD", SECRET)
            .withExposedPorts(9000)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(9000));

    @BeforeAll
    static void makeBucket() throws Exception {
        try (MinioClient client = MinioClient.builder()
                .endpoint(endpoint())
                .credentials(USER, SECRET)
                .build()) {
            client.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
        }
    }

    private static String endpoint() {
        return "http://" + MINIO.getHost() + ":" + MINIO.getMappedPort(9000);
    }

    @Override
    S3Settings service() {
        return new S3Settings(endpoint(), "us-east-1", USER, SECRET, Duration.ofSeconds(10));
    }
}
