package dev.backchannel.standalone.doors;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and the key that belongs to it.
 *
 * @param leaf the server's own certificate
 */
record TlsMaterial(PemKeyCertOptions pem, X509Certificate leaf) {
    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.UTF_8);

    /**
     * @param files the certificate's PEM and the key's
     * @throws IllegalArgumentException when one is no PEM, or they do not belong together: half of a renewal, most often
     */
    static TlsMaterial of(Vertx vertx, List<byte[]> files) {
        PemKeyCertOptions pem = new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(files.get(0)))
                .setKeyValue(Buffer.buffer(files.get(1)));
        try {
            X509KeyManager keys =
                    (X509KeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
            for (String type : List.of("RSA", "EC", "EdDSA", "Ed25519")) {
                String[] aliases = keys.getServerAliases(type, null);
                if (aliases != null) {
                    X509Certificate leaf = keys.getCertificateChain(aliases[0])[0];
                    requirePair(keys.getPrivateKey(aliases[0]), leaf);
                    return new TlsMaterial(pem, leaf);
                }
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("no certificate and private key in PEM: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("neither an RSA nor an elliptic key is in it");
    }

    private static void requirePair(PrivateKey key, X509Certificate leaf) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        boolean pair = key.getAlgorithm().equals(leaf.getPublicKey().getAlgorithm());
        if (pair) {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(leaf.getPublicKey());
            verifying.update(PROBE);
            pair = verifying.verify(signing.sign());
        }
        if (!pair) {
            throw new IllegalArgumentException("the key does not belong to the certificate of "
                    + leaf.getSubjectX500Principal() + "; put both in place");
        }
    }
}
