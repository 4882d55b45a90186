package dev.backchannel.e2e.doors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An identity provider, and somebody who would like to be one. Signs by hand, so that it can sign what no library would. */
final class Jwts {
    static final String ISSUER = "https://id.example.com/";
    static final String AUDIENCE = "backchannel";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final KeyPair strangers;

    private Jwts(KeyPair keys, KeyPair strangers) {
        this.keys = keys;
        this.strangers = strangers;
    }

    /** Writes the public key to {@code jwks}. */
    static Jwts make(Path jwks) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Jwts made = new Jwts(generator.generateKeyPair(), generator.generateKeyPair());
        Files.writeString(
                jwks,
                new JsonObject()
                        .put("keys", new JsonArray().add(jwk(made.keys)))
                        .encode());
        return made;
    }

    private static JsonObject jwk(KeyPair pair) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "RSA")
                .put("kid", "k1")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent()));
    }

    static JsonObject header(String algorithm) {
        return new JsonObject().put("alg", algorithm).put("typ", "JWT").put("kid", "k1");
    }

    /** Claims that let their holder in: acme's, to chat. */
    static JsonObject claims() {
        long now = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", "somebody")
                .put("iat", now)
                .put("exp", now + 600)
                .put("tenant", "acme")
                .put("scope", "openid chat");
    }

    /** As the provider signs. */
    String signed(JsonObject header, JsonObject claims) throws Exception {
        return rs256(keys, header, claims);
    }

    String signed(JsonObject claims) throws Exception {
        return signed(header("RS256"), claims);
    }

    String signedByAStranger(JsonObject header, JsonObject claims) throws Exception {
        return rs256(strangers, header, claims);
    }

    JsonObject strangersKey() {
        return jwk(strangers);
    }

    /** A MAC under what everybody may know: the provider's public key. */
    String macUnderThePublicKey(byte[] publicKey, JsonObject claims) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
        String said = said(header("HS256"), claims);
        return said + '.' + BASE64.encodeToString(mac.doFinal(said.getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] publicKeyDer() {
        return keys.getPublic().getEncoded();
    }

    byte[] publicKeyPem() {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKeyDer())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static String unsigned(JsonObject header, JsonObject claims) {
        return said(header, claims) + '.';
    }

    private static String rs256(KeyPair pair, JsonObject header, JsonObject claims) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        String said = said(header, claims);
        signature.update(said.getBytes(StandardCharsets.US_ASCII));
        return said + '.' + BASE64.encodeToString(signature.sign());
    }

    static String said(JsonObject header, JsonObject claims) {
        return BASE64.encodeToString(header.encode().getBytes(StandardCharsets.UTF_8))
                + '.'
                + BASE64.encodeToString(claims.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
