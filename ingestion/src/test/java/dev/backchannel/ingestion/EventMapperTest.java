package dev.backchannel.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.access.Principal;
import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Turn;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventMapperTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final EventMapper mapper = new EventMapper(Clock.fixed(NOW, ZoneOffset.UTC), 1000);

    /** Each row changes one field of a good thumb to the JSON in the second column; '-' takes it away. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "occurred_at | \"yesterday\" | occurred_at: 'yesterday' is not an ISO-8601 instant such as 2026-11-20T10:00:00Z",
                "occurred_at | 1763632800 | occurred_at: 1763632800 is not an ISO-8601 instant such as 2026-11-20T10:00:00Z",
                "occurred_at | \"+999999999-01-01T00:00:00Z\" | occurred_at: '+999999999-01-01T00:00:00Z' is not an ISO-8601 instant such as 2026-11-20T10:00:00Z",
                "event_id | - | event_id: is missing; send a non-empty string",
                "event_id | \" \" | event_id: ' ' is empty; send a non-empty string, or leave the field out where it is optional",
                "event_id | 17 | event_id: 17 is not a string",
                "event_id | \"a\\nb\" | event_id: 'a\\u000ab' holds a control character",
                "event_id | \"t#follow-up\" | event_id: 't#follow-up' ends in #follow-up, which is kept for follow-ups that are derived from a turn",
                "event_id | \"\\ud83d\" | event_id: '\\ud83d' holds half of a surrogate pair, which is not a character",
                "conversation_id | null | conversation_id: is missing; send a non-empty string",
                "turn_id | - | turn_id: is missing; send the id of the turn that was reacted to",
                "user_id | {} | user_id: an object is not a string",
                "tenant | \"a/b\" | tenant: 'a/b' is not 1 to 64 of the characters A-Z a-z 0-9 . _ -",
                "train | \"no\" | train: 'no' is not true or false",
                "value | \"sideways\" | value: 'sideways' is not one of up, down, none",
                "value | true | value: true is not a string",
                "type | \"poke\" | type: 'poke' is not one of turn, follow_up, edit, thumb, regeneration, acceptance",
                "type | - | type: is missing; send a string",
                "comment | [] | comment: an array is not a string",
            })
    void namesFieldAndValue(String field, String value, String error) throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(Events.thumb("e1"));
        if (value.equals("-")) {
            event.remove(field);
        } else {
            event.set(field, JSON.readTree(value));
        }
        assertThatThrownBy(() -> mapper.map(event, Principal.OPEN))
                .isInstanceOf(InvalidEvent.class)
                .hasMessage(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "messages | - | messages: is missing; send an array of {\"role\", \"content\"}",
                "messages | \"hi\" | messages: 'hi' is not an array of {\"role\", \"content\"}",
                "messages | [] | messages: holds 0 messages; send between 1 and 2000",
                "messages | [1] | messages[0]: 1 is not an object {\"role\", \"content\"}",
                "messages | [{\"role\":\"tool\",\"content\":\"x\"}] | messages[0].role: 'tool' is not one of system, developer, user, assistant",
                "messages | [{\"role\":\"user\"}] | messages[0].content: is missing; send a string",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"tool_calls\":[{\"id\":\"1\"}]}] | messages[1].tool_calls: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"function_call\":{\"name\":\"f\"}}] | messages[1].function_call: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"reasoning_content\":\"hm\"}] | messages[1].reasoning_content: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"images\":[\"aGk=\"]}] | messages[1].images: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"audio\":{\"id\":\"a\"}}] | messages[1].audio: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\",\"refusal\":\"no\"}] | messages[1].refusal: is not supported; only turns of plain text can be learned from",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"image_url\",\"image_url\":{}}]}] | messages[0].content[1].type: 'image_url' is not supported; send parts of the type 'text' only",
                "messages | [{\"role\":\"user\",\"content\":[\"x\"]}] | messages[0].content[0]: 'x' is not an object {\"type\": \"text\", \"text\"}",
                "messages | [{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}] | messages[0].content[0].text: is missing; send a string",
                "messages | [{\"role\":\"user\",\"content\":{}}] | messages[0].content: an object is not a string",
                "tools | [{\"type\":\"function\"}] | tools: is not supported; only turns of plain text can be learned from",
                "tool_calls | [{\"id\":\"1\"}] | tool_calls: is not supported; only turns of plain text can be learned from",
                "response | - | response: is missing; send a string",
                "response | 3.5 | response: 3.5 is not a string",
            })
    void namesWhatIsWrongInATurn(String field, String value, String error) throws Exception {
        ObjectNode event = (ObjectNode) JSON.readTree(Events.turn("t1"));
        if (value.equals("-")) {
            event.remove(field);
        } else {
            event.set(field, JSON.readTree(value));
        }
        assertThatThrownBy(() -> mapper.map(event, Principal.OPEN))
                .isInstanceOf(InvalidEvent.class)
                .hasMessage(error);
    }

    @Test
    void fillsInWhatIsOptional() throws Exception {
        Interaction event = map("{'type':'acceptance','event_id':'e','conversation_id':'c','surprise':{'new':1}}");
        assertThat(event)
                .isEqualTo(new Interaction("e", "default", "c", null, null, NOW, "http", true, new Acceptance()));
    }

    @Test
    void takesWhatIsGiven() throws Exception {
        Interaction event = map(
                "{'type':'regeneration','event_id':'e','conversation_id':'c','turn_id':'t1',"
                        + "'new_turn_id':'t2','user_id':'u','tenant':'acme','train':false,'occurred_at':'2026-11-20T12:00:00.123456+01:00'}");
        assertThat(event)
                .isEqualTo(new Interaction(
                        "e",
                        "acme",
                        "c",
                        "t1",
                        "u",
                        Instant.parse("2026-11-20T11:00:00.123Z"),
                        "http",
                        false,
                        new Regeneration("t2")));
    }

    @Test
    void keepsCheckpointAndArmOfATurn() throws Exception {
        Interaction event = map("{'type':'turn','event_id':'e','conversation_id':'c','turn_id':'mine',"
                + "'messages':[{'role':'user','content':'hi'}],'response':'','checkpoint':'abc','arm':'candidate'}");
        assertThat(event.getTurnId()).isEqualTo("mine");
        assertThat(((Turn) event.getPayload()).getCheckpoint()).isEqualTo("abc");
        assertThat(((Turn) event.getPayload()).getArm()).isEqualTo("candidate");
    }

    @Test
    void readsMessagesAsTheChatEndpointDoes() throws Exception {
        Interaction event = map("{'type':'turn','event_id':'e','conversation_id':'c','messages':["
                + "{'role':'developer','content':'Be kind.','tool_calls':[],'refusal':null},"
                + "{'role':'user','content':[{'type':'text','text':'one '},{'type':'text','text':'two'}],'name':'Ada'}],"
                + "'response':'three'}");
        assertThat(((Turn) event.getPayload()).getMessages())
                .containsExactly(new Message("system", "Be kind."), new Message("user", "one two"));
    }

    @Test
    void countsTheTextOfPartsToo() {
        String part = "{'type':'text','text':'" + "ä".repeat(300) + "'}"; // 600 bytes
        assertThatThrownBy(() -> map("{'type':'turn','event_id':'e','conversation_id':'c','response':'',"
                        + "'messages':[{'role':'user','content':[" + part + "," + part + "]}]}"))
                .isInstanceOf(InvalidEvent.class)
                .hasMessageContaining("more than 1000 bytes");
    }

    @Test
    void countsTheTextOfAllFieldsInBytes() {
        String third = "ä".repeat(170); // 340 bytes
        assertThatThrownBy(() ->
                        map("{'type':'turn','event_id':'e','conversation_id':'c','messages':[{'role':'user','content':'"
                                + third + "'},{'role':'user','content':'" + third + "'}],'response':'" + third + "'}"))
                .isInstanceOf(InvalidEvent.class)
                .hasMessageContaining("more than 1000 bytes");
    }

    private Interaction map(String json) throws Exception {
        return mapper.map(JSON.readTree(json.replace('\'', '"')), Principal.OPEN);
    }
}
