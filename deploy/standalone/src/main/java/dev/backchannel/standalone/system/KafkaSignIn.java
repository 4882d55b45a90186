package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** The knobs that say how to sign in to a cluster, in the words of Kafka's clients. */
public final class KafkaSignIn {
    private static final String PLAIN = "PLAIN";

    private final Settings settings;
    private final Map<String, String> connection = new LinkedHashMap<>();

    private KafkaSignIn(Settings settings) {
        this.settings = settings;
    }

    /** @throws UserError exit 2, when something is missing or a file cannot be read */
    public static Map<String, String> of(Settings settings) {
        SecurityProtocol protocol = settings.oneOf("kafka.security-protocol", SecurityProtocol.class);
        KafkaSignIn signIn = new KafkaSignIn(settings);
        if (protocol != SecurityProtocol.PLAINTEXT) {
            signIn.connection.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name);
        }
        boolean overTls = protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL;
        if (protocol == SecurityProtocol.SASL_SSL || protocol == SecurityProtocol.SASL_PLAINTEXT) {
            signIn.user(overTls);
        }
        if (overTls) {
            signIn.tls();
        }
        return signIn.connection;
    }

    private void user(boolean overTls) {
        String mechanism = settings.text("kafka.sasl.mechanism").toUpperCase(Locale.ROOT);
        if (!mechanism.matches("SCRAM-SHA-(256|512)|PLAIN")) {
            throw UserError.usage(
                    "kafka.sasl.mechanism is '" + mechanism + "', but must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN");
        }
        if (mechanism.equals(PLAIN) && !overTls) {
            throw UserError.usage("kafka.sasl.mechanism PLAIN sends the password as it is;"
                    + " use it with kafka.security-protocol = sasl-ssl, or choose SCRAM-SHA-512");
        }
        String user = settings.optionalText("kafka.sasl.username")
                .orElseThrow(() -> UserError.usage(
                        "kafka.sasl.username is empty, but kafka.security-protocol wants a" + " user to sign in"));
        String password = secret("kafka.sasl.password")
                .orElseThrow(() -> UserError.usage("the user " + user
                        + " has no password; set kafka.sasl.password-file," + " or BACKCHANNEL_KAFKA_SASL_PASSWORD"));
        String module = mechanism.equals(PLAIN)
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        connection.put(SaslConfigs.SASL_MECHANISM, mechanism);
        connection.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                module + " required username=" + quoted(user) + " password=" + quoted(password) + ";");
    }

    private void tls() {
        settings.optionalText("kafka.tls.truststore").ifPresent(file -> {
            connection.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, readable("kafka.tls.truststore", file));
            connection.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, kind(file));
            settings.optionalText("kafka.tls.truststore-password")
                    .ifPresent(word -> connection.put(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, word));
        });
        settings.optionalText("kafka.tls.keystore").ifPresent(file -> {
            connection.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, readable("kafka.tls.keystore", file));
            connection.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, kind(file));
            secret("kafka.tls.keystore-password").ifPresent(word -> {
                connection.put(
                        kind(file).equals("PEM")
                                ? SslConfigs.SSL_KEY_PASSWORD_CONFIG
                                : SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
                        word);
            });
        });
    }

    /** Of the knob itself or of the file that its neighbour names. */
    private Optional<String> secret(String knob) {
        Optional<String> own = settings.optionalText(knob);
        Optional<String> file = settings.optionalText(knob + "-file");
        if (own.isPresent() && file.isPresent()) {
            throw UserError.usage(knob + " and " + knob + "-file are both set; one is enough");
        }
        return own.isPresent() ? own : file.map(name -> read(knob + "-file", name));
    }

    private static String read(String knob, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw UserError.usage(knob + " is '" + file + "', which cannot be read: " + e);
        }
    }

    private static String readable(String knob, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw UserError.usage(knob + " is '" + file + "', which cannot be read; does it exist?");
        }
        return file;
    }

    private static String kind(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".jks") ? "JKS" : name.endsWith(".p12") || name.endsWith(".pfx") ? "PKCS12" : "PEM";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
