package dev.backchannel.standalone.source;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.config.Settings;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks servers as {@link CallerConfig} says: with a key, and believing in certain authorities. */
public final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Optional<String>> key;
    private final Optional<Path> certificates;
    private final HttpClient http;

    private Caller(Supplier<Optional<String>> key, Optional<Path> certificates) {
        this.key = key;
        this.certificates = certificates;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        certificates.ifPresent(file -> builder.sslContext(trusting(file)));
        this.http = builder.build();
    }

    /** @throws UserError exit 2: a file cannot be read */
    public static Caller of(Settings settings) {
        CallerConfig config = new RecordOverlay(settings).over("caller", CallerConfig.defaults());
        Supplier<Optional<String>> key = config.keyFile() == null
                ? () -> Optional.ofNullable(config.key())
                : new ShownKey(Path.of(config.keyFile()), System::nanoTime);
        return new Caller(key, Optional.ofNullable(config.certificatesFile()).map(Path::of));
    }

    /** Without a key, and trusting whom Java trusts. */
    public static Caller anybody() {
        return new Caller(Optional::empty, Optional.empty());
    }

    public HttpClient http() {
        return http;
    }

    /** With the key, if there is one. */
    public HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        key.get().ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    public Supplier<Optional<String>> key() {
        return key;
    }

    /** Empty: whom Java trusts. */
    public Optional<TrustOptions> trust() {
        return certificates.map(file -> new PemTrustOptions().addCertPath(file.toString()));
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw UserError.usage("caller.certificates-file " + file + " cannot be read: " + e);
        }
    }
}
