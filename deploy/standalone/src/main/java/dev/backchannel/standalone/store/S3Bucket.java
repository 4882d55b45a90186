package dev.backchannel.standalone.store;

import dev.backchannel.policy.checkpoint.StoreAwayException;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The objects under one prefix of a bucket; keys are relative to it. Whatever fails is a {@link StoreAwayException}; the client
 * wraps a connection's failure in an IllegalStateException.
 */
final class S3Bucket implements AutoCloseable {
    /** S3 takes so much in one request; beyond it a file goes in parts. */
    private static final long LARGEST_REQUEST = 5L << 30;

    private static final long PART = 64L << 20;

    private final MinioClient client;
    private final S3Address address;
    private final String endpoint;

    S3Bucket(S3Settings settings, S3Address address) {
        long timeout = settings.timeout().toMillis();
        this.address = address;
        this.endpoint = settings.endpoint();
        this.client = MinioClient.builder()
                .endpoint(settings.endpoint())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .build();
        client.setTimeout(timeout, timeout, timeout);
        client.disableVirtualStyleEndpoint();
    }

    void put(String key, Path file) {
        try {
            long part = Files.size(file) < LARGEST_REQUEST ? LARGEST_REQUEST : PART;
            client.uploadObject(UploadObjectArgs.builder()
                    .bucket(address.bucket())
                    .object(address.prefix() + key)
                    .filename(file.toString(), part)
                    .build());
        } catch (MinioException | IOException | IllegalStateException e) {
            throw away("writing " + key, e);
        }
    }

    /** @return false if there is no such object */
    boolean get(String key, Path file) {
        try (InputStream object = client.getObject(GetObjectArgs.builder()
                .bucket(address.bucket())
                .object(address.prefix() + key)
                .build())) {
            Files.copy(object, file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (ErrorResponseException e) {
            if (e.errorResponse().code().equals("NoSuchKey")) {
                return false;
            }
            throw away("reading " + key, e);
        } catch (MinioException | IOException | IllegalStateException e) {
            throw away("reading " + key, e);
        }
    }

    /** All keys that begin so, in the order of the alphabet. */
    List<String> keys(String beginning) {
        try {
            List<String> keys = new ArrayList<>();
            for (Result<Item> item : client.listObjects(ListObjectsArgs.builder()
                    .bucket(address.bucket())
                    .prefix(address.prefix() + beginning)
                    .recursive(true)
                    .build())) {
                keys.add(item.get().objectName().substring(address.prefix().length()));
            }
            return keys;
        } catch (MinioException | IllegalStateException e) {
            throw away("listing", e);
        }
    }

    /** Those that are not there are deleted already. */
    void delete(Collection<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            for (Result<DeleteResult.Error> failure : client.removeObjects(RemoveObjectsArgs.builder()
                    .bucket(address.bucket())
                    .objects(keys.stream()
                            .map(key -> new DeleteRequest.Object(address.prefix() + key))
                            .toList())
                    .build())) {
                DeleteResult.Error error = failure.get();
                throw away("deleting " + error.objectName(), new IOException(error.code() + ": " + error.message()));
            }
        } catch (MinioException | IllegalStateException e) {
            throw away("deleting", e);
        }
    }

    private StoreAwayException away(String what, Exception e) {
        String reason = e instanceof ErrorResponseException answer
                ? answer.errorResponse().code() + ": " + answer.errorResponse().message()
                : rootOf(e).toString();
        return new StoreAwayException(
                "the store " + address + " at " + endpoint + " fails at " + what + ": " + reason, e);
    }

    private static Throwable rootOf(Throwable e) {
        return e.getCause() == null ? e : rootOf(e.getCause());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the client of " + this + " does not close", e);
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
