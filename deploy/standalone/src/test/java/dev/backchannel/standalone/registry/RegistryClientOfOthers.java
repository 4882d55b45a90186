package dev.backchannel.standalone.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Another program on the same topics: it knows the registry's API and the wire format from their documents alone. */
final class RegistryClientOfOthers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String url;

    RegistryClientOfOthers(String url) {
        this.url = url;
    }

    int register(String subject, Schema schema) throws Exception {
        ObjectNode body = JSON.createObjectNode().put("schema", schema.toString());
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return answer(request).get("id").asInt();
    }

    Schema schema(int id) throws Exception {
        JsonNode answer = answer(
                HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id)).build());
        return new SchemaParser().parse(answer.get("schema").asText()).mainSchema();
    }

    Schema latest(String subject) throws Exception {
        JsonNode answer = answer(HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions/latest"))
                .build());
        return new SchemaParser().parse(answer.get("schema").asText()).mainSchema();
    }

    GenericRecord read(byte[] record) throws Exception {
        ByteBuffer header = ByteBuffer.wrap(record);
        if (header.get() != 0) {
            throw new IOException("the first byte is not 0");
        }
        Schema writer = schema(header.getInt());
        return new GenericDatumReader<GenericRecord>(writer)
                .read(null, DecoderFactory.get().binaryDecoder(record, 5, record.length - 5, null));
    }

    static byte[] write(int id, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        return bytes.toByteArray();
    }

    private static JsonNode answer(HttpRequest request) throws Exception {
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
