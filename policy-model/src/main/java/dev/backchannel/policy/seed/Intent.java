package dev.backchannel.policy.seed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Something that guests of the café and cinema ask for, how they ask, and what a right answer says.
 *
 * @param id stable id, such as {@code drink-price}
 * @param slotTables the slots that a request of this intent fills
 * @param phrasings how guests ask; the last one is held out of training
 * @param subject noun phrase that names what was asked for ("the price of a latte")
 * @param openers words that open the answer, by register
 * @param keys the fact that answers the request, in several wordings
 * @param points further facts, for long answers
 * @param topic the words an answer on topic contains
 * @param emoji an emoji that fits
 */
public record Intent(
        String id,
        List<SlotTable> slotTables,
        List<Template> phrasings,
        Template subject,
        Openers openers,
        List<Template> keys,
        List<Template> points,
        Topic topic,
        String emoji) {

    public Intent {
        slotTables = List.copyOf(slotTables);
        // The phrasing with the smallest hash is held out: a choice that no order in the file influences.
        List<Template> ordered = new ArrayList<>(phrasings);
        ordered.sort(Comparator.comparingInt((Template phrasing) -> Hashing.of(phrasing.text()))
                .reversed());
        phrasings = List.copyOf(ordered);
        keys = List.copyOf(keys);
        points = List.copyOf(points);
    }

    /** A prompt in one of the phrasings that the seed policy was trained on. */
    public String phrase(RandomGenerator random) {
        return request(random).text();
    }

    /** A request in one of the phrasings that the seed policy was trained on. */
    public Request request(RandomGenerator random) {
        return request(phrasings.get(random.nextInt(phrasings.size() - 1)), draw(random), random);
    }

    /** A request in the phrasing that no training dialogue uses. */
    public Request heldOutRequest(RandomGenerator random) {
        return request(phrasings.get(phrasings.size() - 1), draw(random), random);
    }

    /** The same wish in other words: another training phrasing, the same slots. */
    Request rephrase(Request earlier, RandomGenerator random) {
        Request other = earlier;
        for (int attempt = 0; attempt < 8 && other.text().equals(earlier.text()); attempt++) {
            Template phrasing = phrasings.get(random.nextInt(phrasings.size() - 1));
            other = new Request(
                    this,
                    earlier.slots(),
                    Template.capitalized(phrasing.render(earlier.slots(), random.nextBoolean())));
        }
        return other;
    }

    private Request request(Template phrasing, Map<String, String> slots, RandomGenerator random) {
        String wording = phrasing.render(slots, random.nextBoolean());
        return new Request(this, slots, UserManner.vary(wording, random));
    }

    private Map<String, String> draw(RandomGenerator random) {
        Map<String, String> slots = new HashMap<>();
        for (SlotTable table : slotTables) {
            table.fill(table.draw(random), slots);
        }
        return slots;
    }

    @Override
    public String toString() {
        return id;
    }
}
