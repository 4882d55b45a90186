package dev.backchannel.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSignInTest {
    @TempDir
    Path folder;

    @Test
    void byDefaultNobodySignsIn() {
        assertThat(signIn(Map.of())).isEmpty();
    }

    @Test
    void aUserSignsInWithTheWordOfAFileOverTls() throws IOException {
        Path word = Files.writeString(folder.resolve("word"), "a \"b\" \\ c\n");
        Path trusted = Files.writeString(folder.resolve("ca.pem"), "…");

        assertThat(signIn(Map.of(
                        "BACKCHANNEL_KAFKA_SECURITY_PROTOCOL",
                        "sasl-ssl",
                        "BACKCHANNEL_KAFKA_SASL_USERNAME",
                        "learner",
                        "BACKCHANNEL_KAFKA_SASL_PASSWORD_FILE",
                        word.toString(),
                        "BACKCHANNEL_KAFKA_TLS_TRUSTSTORE",
                        trusted.toString())))
                .isEqualTo(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                        + " username=\"learner\" password=\"a \\\"b\\\" \\\\ c\";",
                        "ssl.truststore.location", trusted.toString(),
                        "ssl.truststore.type", "PEM"));
    }

    @Test
    void aCertificateStandsForTheRole() throws IOException {
        Path own = Files.writeString(folder.resolve("role.p12"), "…");

        assertThat(signIn(Map.of(
                        "BACKCHANNEL_KAFKA_SECURITY_PROTOCOL", "ssl",
                        "BACKCHANNEL_KAFKA_TLS_KEYSTORE", own.toString(),
                        "BACKCHANNEL_KAFKA_TLS_KEYSTORE_PASSWORD", "word")))
                .containsEntry("ssl.keystore.type", "PKCS12")
                .containsEntry("ssl.keystore.password", "word");
    }

    @Test
    void whatIsMissingOrUnsafeIsNamed() {
        assertThatThrownBy(() -> signIn(Map.of("BACKCHANNEL_KAFKA_SECURITY_PROTOCOL", "sasl-ssl")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("kafka.sasl.username");
        assertThatThrownBy(() -> signIn(Map.of(
                        "BACKCHANNEL_KAFKA_SECURITY_PROTOCOL", "sasl-ssl", "BACKCHANNEL_KAFKA_SASL_USERNAME", "me")))
                .hasMessageContaining("kafka.sasl.password-file");
        assertThatThrownBy(() -> signIn(Map.of(
                        "BACKCHANNEL_KAFKA_SECURITY_PROTOCOL", "sasl-plaintext",
                        "BACKCHANNEL_KAFKA_SASL_MECHANISM", "PLAIN")))
                .hasMessageContaining("sasl-ssl");
        assertThatThrownBy(() -> signIn(Map.of(
                        "BACKCHANNEL_KAFKA_SECURITY_PROTOCOL", "ssl",
                        "BACKCHANNEL_KAFKA_TLS_TRUSTSTORE", "/nowhere.pem")))
                .hasMessageContaining("/nowhere.pem");
    }

    @Test
    void noPasswordIsTakenFromTheCommandLine() {
        assertThatThrownBy(() -> new SettingsLoader(Knobs.reference(), Map.of())
                        .load(Optional.empty(), Map.of("kafka.sasl.password", "word")))
                .hasMessageContaining("must not stand on the command line");
    }

    private static Map<String, String> signIn(Map<String, String> environment) {
        return KafkaSignIn.of(new SettingsLoader(Knobs.reference(), environment).load(Optional.empty(), Map.of()));
    }
}
