package dev.backchannel.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.server.page.LiveView.Item;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A viewer is sent what changed, and holds what the server holds. */
class BoardTest {
    private final Board board = new Board("b");

    @Test
    void whatDidNotChangeIsNotSentAgain() {
        put("a", 1);
        put("b", 1);
        LiveView first = board.view();
        put("a", 1);
        assertThat(board.view()).as("nothing is new").isSameAs(first);

        put("b", 2);
        assertThat(board.view().after(first.version())).isEqualTo("{\"events\":[{\"n\":2,\"id\":\"b\"}]}");
        assertThat(board.view().after(0)).isEqualTo("{\"events\":[{\"n\":1,\"id\":\"a\"},{\"n\":2,\"id\":\"b\"}]}");
        assertThat(board.view().after(board.view().version())).isEqualTo("{}");
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        for (int i = 0; i <= Part.EVENTS.limit(); i++) {
            put("event" + i, i);
        }
        List<Item> kept = board.view().parts().get(Part.EVENTS);
        assertThat(kept).hasSize(Part.EVENTS.limit());
        assertThat(kept.get(0).id()).isEqualTo("event1");
    }

    @Test
    void anIdOfAnotherBoardOrOfTheFutureMeansNothing() {
        put("a", 1);
        LiveView view = board.view();
        assertThat(view.versionOf(view.id())).hasValue(view.version());
        for (String other : new String[] {null, "", "other.1", "b.x", "b.99"}) {
            assertThat(view.versionOf(other)).as("%s", other).isEmpty();
        }
    }

    @Test
    void theChartsMoveOnWithoutTraffic() {
        Slices slices = new Slices(Duration.ofMinutes(2));
        Flow flow = new Flow(slices);
        long now = 1_000_000_000;
        flow.add(Stage.STEPS, now, 3, now);
        flow.add(Stage.STEPS, now - 300_000, 1, now);
        flow.show(board, now);
        assertThat(board.view().parts().get(Part.FLOW)).hasSize(Slices.COUNT);
        assertThat(board.view().after(0)).containsOnlyOnce("[0,0,0,0,3,0,0]");

        long before = board.view().version();
        flow.show(board, now + 2 * slices.millis());
        assertThat(board.view().after(before))
                .isEqualTo("{\"flow\":["
                        + "{\"at\":1000001000,\"n\":[0,0,0,0,0,0,0],\"id\":\"1000001000\"},"
                        + "{\"at\":1000002000,\"n\":[0,0,0,0,0,0,0],\"id\":\"1000002000\"}]}");
    }

    private void put(String id, int figure) {
        board.put(Part.EVENTS, id, Cards.object().put("n", figure));
    }
}
