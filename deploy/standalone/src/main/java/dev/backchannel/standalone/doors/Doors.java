package dev.backchannel.standalone.doors;

import dev.backchannel.access.FeedbackTokens;
import dev.backchannel.access.KeyRing;
import dev.backchannel.access.RateLimiter;
import dev.backchannel.access.TurnStamp;
import dev.backchannel.standalone.UserError;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that stands before the roles of one HTTP server, as configured, and kept up to date with its files. */
public final class Doors implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Doors.class);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    private final DoorsConfig config;
    private final OwnKey own = new OwnKey(new SecureRandom());
    private final List<Watched<?>> watched = new ArrayList<>();
    private final Optional<Watched<TlsMaterial>> tls;
    private final Connections connections;
    private final BodyClock bodies;
    private final Origins origins;
    private final Gate gate;
    private final ScheduledThreadPoolExecutor looking = new ScheduledThreadPoolExecutor(1, work -> {
        Thread daemon = new Thread(work, "doors-files");
        daemon.setDaemon(true);
        return daemon;
    });

    private Doors(Vertx vertx, DoorsConfig config, Clock clock, MeterRegistry meters) {
        this.config = config;
        DoorsConfig.Tls files = config.tls();
        this.tls = files.certificateFile() == null || files.keyFile() == null
                ? Optional.empty()
                : Optional.of(watch(
                        "the TLS certificate",
                        List.of(Source.file(files.certificateFile()), Source.file(files.keyFile())),
                        pem -> TlsMaterial.of(vertx, pem)));
        Optional<Watched<KeyRing>> keys = Optional.ofNullable(config.keysFile())
                .map(file ->
                        watch("the API keys", List.of(Source.file(file)), text -> KeyRing.parse(utf8(text.get(0)))));
        Optional<Watched<JwtVerifier>> jwt = Optional.ofNullable(config.jwt().jwks())
                .map(jwks -> watch(
                        "the JSON web keys",
                        List.of(Source.fileOrUrl("doors.jwt.jwks", jwks)),
                        text -> JwtVerifier.of(vertx, text.get(0), config.jwt())));
        Optional<Watched<FeedbackTokens>> feedback = Optional.ofNullable(
                        config.feedback().secretsFile())
                .map(file -> watch(
                        "the secrets of feedback tokens",
                        List.of(Source.file(file)),
                        text -> FeedbackTokens.parse(
                                utf8(text.get(0)), config.feedback().lifetime())));
        TurnStamp stamp = grant -> feedback.map(tokens -> tokens.value().issue(grant, clock.instant()));
        Refusals refusals = new Refusals(meters);
        this.connections = new Connections(vertx, config.limits());
        Gauge.builder("backchannel.door.connections", connections, Connections::count)
                .description("Open HTTP connections")
                .register(meters);
        this.bodies = new BodyClock(config.limits().bodyTime(), refusals);
        this.origins = new Origins(config.originSet(), refusals);
        this.gate = new Gate(
                new Authenticator(config.asks(), own, values(keys), values(jwt), values(feedback), clock),
                rate(config.rate()),
                stamp,
                refusals);
    }

    /**
     * @param host on which the server will listen
     * @throws UserError exit 2: a file that cannot be read, or a network that would find the doors open
     */
    public static Doors open(Vertx vertx, DoorsConfig config, String host, Clock clock, MeterRegistry meters) {
        boolean loopback = isLoopback(host);
        if (!loopback && !config.asks() && !config.open()) {
            throw UserError.usage("host is " + host + ", a network where everybody could teach the policy and read what"
                    + " users say, since nobody is asked for a key; make one with './backchannel keys create' and set"
                    + " doors.keys-file, or set doors.open=true if something else keeps strangers out");
        }
        if (!loopback && config.asks() && config.tls().certificateFile() == null) {
            log.warn(
                    "keys come over {} in the clear; set doors.tls.certificate-file and doors.tls.key-file, unless"
                            + " something before this process ends TLS",
                    host);
        }
        try {
            return new Doors(vertx, config, clock, meters);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("the settings under doors do not fit: " + e.getMessage());
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // listening will fail with a better message
        }
    }

    private static Optional<RateLimiter> rate(DoorsConfig.Rate rate) {
        return rate.perSecond() > 0
                ? Optional.of(new RateLimiter(rate.perSecond(), rate.burst(), System::nanoTime))
                : Optional.empty();
    }

    private <T> Watched<T> watch(String what, List<Source> sources, Watched.Reading<T> reading) {
        Watched<T> one = new Watched<>(what, sources, reading);
        watched.add(one);
        return one;
    }

    private static <T> Supplier<Optional<T>> values(Optional<Watched<T>> watched) {
        return () -> watched.map(Watched::value);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    /** For the server that these are the doors of. */
    public HttpServerOptions options(HttpServerOptions options) {
        DoorsConfig.Limits limits = config.limits();
        options.setMaxHeaderSize(limits.headBytes())
                .setMaxInitialLineLength(limits.urlBytes())
                .setHttp2ClearTextEnabled(false); // proxies let such an upgrade through unread, and it hides slow heads
        options.getInitialSettings().setMaxHeaderListSize(limits.headBytes());
        tls.ifPresent(material -> options.setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setKeyCertOptions(material.value().pem()));
        return options;
    }

    /** Before the server listens. */
    @SuppressWarnings("FutureReturnValueIgnored") // a look tells its problems itself
    public void guard(HttpServer server, HttpServerOptions options) {
        server.connectionHandler(connections);
        tls.ifPresent(material -> material.onChange(changed -> server.updateSSLOptions(
                        options.getSslOptions().copy().setKeyCertOptions(changed.pem()), true)
                .onFailure(e -> log.error("the new TLS certificate cannot be used, the old one goes on", e))));
        long every = config.reloadEvery().toMillis();
        looking.scheduleWithFixedDelay(() -> watched.forEach(Watched::look), every, every, TimeUnit.MILLISECONDS);
    }

    /** Before any other route. */
    public void mount(Router router) {
        router.route().handler(ctx -> {
            HttpConnection connection = ctx.request().connection();
            connections.began(connection);
            ctx.addEndHandler(done -> connections.ended(connection));
            ctx.next();
        });
        router.route().handler(bodies);
        router.route().handler(origins);
        router.route().handler(gate);
    }

    public boolean secure() {
        return tls.isPresent();
    }

    /** What this process shows to itself; empty where nobody is asked. */
    public Optional<String> ownKey() {
        return config.asks() ? Optional.of(own.text()) : Optional.empty();
    }

    /** Whom this process believes to be itself; empty without TLS. */
    public Optional<TrustOptions> ownTrust() {
        return tls.map(material ->
                TrustOptions.wrap(new OwnCertificate(() -> material.value().leaf())));
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
