package dev.backchannel.policy.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The values of one slot with their facts: for {@code drink}: latte (price 4), espresso (price 2), … */
record SlotTable(String name, Map<String, Map<String, String>> rows) {

    /** Reads lines such as {@code latte price=4 kind=coffee}; words of a value are joined by {@code _}. */
    static SlotTable read(String name, List<String> lines) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            Map<String, String> facts = new HashMap<>();
            for (int i = 1; i < fields.length; i++) {
                String[] fact = fields[i].split("=", 2);
                facts.put(fact[0], fact[1].replace('_', ' '));
            }
            rows.put(fields[0].replace('_', ' '), facts);
        }
        return new SlotTable(name, rows);
    }

    String draw(RandomGenerator random) {
        List<String> values = new ArrayList<>(rows.keySet());
        return values.get(random.nextInt(values.size()));
    }

    /** Puts the value under the slot's name, and its facts under {@code name.fact}. */
    void fill(String value, Map<String, String> slots) {
        Map<String, String> facts = rows.get(value);
        if (facts == null) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no value of the slot '" + name + "': " + rows.keySet());
        }
        slots.put(name, value);
        facts.forEach((fact, text) -> slots.put(name + "." + fact, text));
    }
}
