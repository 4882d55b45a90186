package dev.backchannel.topics;

import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the contract's own classes may be read. Since 1.12.2 Avro instantiates only classes it trusts, enums
 * included, even for a builder's default. It looks for conversions as a service when the first generated record is loaded:
 * that is the one moment that comes before every use, whatever the program, so the trust is given there. There is nothing to
 * convert.
 */
public final class ContractTrust extends Conversion<ContractTrust> {
    private static final String CONTRACT = "dev.backchannel.avro";

    static {
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
