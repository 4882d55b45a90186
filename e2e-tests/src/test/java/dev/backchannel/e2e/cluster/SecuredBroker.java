package dev.backchannel.e2e.cluster;

import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.kafka.FreePorts;
import dev.backchannel.testing.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/** A broker that lets nobody do anything unless it is allowed: SCRAM over TLS at one door; at the other, the house's own. */
final class SecuredBroker implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final Path certificate;
    private final int secured;
    private final Admin admin;

    SecuredBroker(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path key = folder.resolve("broker.key");
        this.certificate = folder.resolve("broker.pem");
        TestCertificate.make(folder).write(certificate, key);
        List<Integer> ports = FreePorts.some(3);
        this.secured = ports.get(1);
        String own = "PLAINTEXT://localhost:" + ports.get(0);
        String theirs = "SECURED://localhost:" + secured;
        this.kafka = EmbeddedKafka.start(
                folder.resolve("log"),
                ports.get(0),
                Map.ofEntries(
                        Map.entry("listeners", own + "," + theirs + ",CONTROLLER://localhost:" + ports.get(2)),
                        Map.entry("advertised.listeners", own + "," + theirs),
                        Map.entry(
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL"),
                        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                        Map.entry("controller.quorum.voters", "1@localhost:" + ports.get(2)),
                        Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                        Map.entry(
                                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                        Map.entry("listener.name.secured.ssl.keystore.type", "PEM"),
                        Map.entry("listener.name.secured.ssl.keystore.key", Files.readString(key)),
                        Map.entry(
                                "listener.name.secured.ssl.keystore.certificate.chain", Files.readString(certificate)),
                        Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                        Map.entry("allow.everyone.if.no.acl.found", "false"),
                        Map.entry("super.users", "User:ANONYMOUS")));
        this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** Where nobody signs in; the tests' own. */
    String unsecured() {
        return kafka.bootstrapServers();
    }

    String address() {
        return "localhost:" + secured;
    }

    void user(String name, String password, List<AclBinding> allowed) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .get(30, TimeUnit.SECONDS);
        admin.createAcls(allowed).all().get(30, TimeUnit.SECONDS);
    }

    /** What a role's file of settings says of how to sign in. */
    String settings(String user, Path passwordFile) {
        return "kafka.security-protocol = sasl-ssl\nkafka.sasl.username = " + user + "\nkafka.sasl.password-file = "
                + passwordFile + "\nkafka.tls.truststore = " + certificate + "\n";
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
