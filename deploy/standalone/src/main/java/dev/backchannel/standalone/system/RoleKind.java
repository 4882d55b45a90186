package dev.backchannel.standalone.system;

/** The roles that run alone, in the order in which they start: who serves comes first, who learns last. */
public enum RoleKind {
    POLICY_SERVER("policy-server", true),
    INGESTION("ingestion", false),
    STREAMS("streams", false),
    LEARNER("learner", true);

    private final String label;
    private final boolean needsModel;

    RoleKind(String label, boolean needsModel) {
        this.label = label;
        this.needsModel = needsModel;
    }

    public String label() {
        return label;
    }

    boolean needsModel() {
        return needsModel;
    }
}
