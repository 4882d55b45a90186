package dev.backchannel.topics;

import java.util.List;
import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the contract's own classes may be read. Since 1.12.2 Avro instantiates only classes it trusts, enums
 * included, even for a builder's default. It looks for conversions as a service when the first generated record is loaded:
 * that is the one moment that comes before every use, whatever the program, so the trust is given there. There is nothing to
 * convert. The same moment bounds what a record may claim to hold.
 */
public final class ContractTrust extends Conversion<ContractTrust> {
    private static final String CONTRACT = "dev.backchannel.avro";

    /**
     * Texts, bytes and collections say how long they are before they come, and Avro makes room for what they say: two
     * gigabytes, if a garbled record of twenty bytes says so. No record is larger than a topic takes.
     */
    private static final List<String> LIMITS = List.of(
            "org.apache.avro.limits.string.maxLength",
            "org.apache.avro.limits.bytes.maxLength",
            "org.apache.avro.limits.collectionItems.maxLength");

    static {
        // Avro reads them when it decodes for the first time; whoever has set one has decided.
        String largest = Integer.toString(Topic.MAX_RECORD_BYTES);
        LIMITS.forEach(limit -> System.setProperty(limit, System.getProperty(limit, largest)));
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(CONTRACT)));
    }

    @Override
    public Class<ContractTrust> getConvertedType() {
        return ContractTrust.class;
    }

    @Override
    public String getLogicalTypeName() {
        return "backchannel-contract-trust";
    }
}
