package org.warden.rpc;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.serializer.TypeSerializer;
import org.apache.xmlrpc.serializer.XmlRpcWriter;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Makes response documents with the library's writer on top of {@link XmlBytes}. Any thread. */
final class ResponseWriter implements TypeFactory {

    private static final int USUAL_SIZE = 1024;
    private static final int DECIMALS = 3;

    private final XmlRpcHttpRequestConfigImpl config = new XmlRpcHttpRequestConfigImpl();

    /** @throws IllegalArgumentException for a value that XML-RPC has no type for, which is a defect of a method */
    byte[] value(Object value) {
        XmlBytes out = new XmlBytes(USUAL_SIZE);
        try {
            new XmlRpcWriter(config, out, this).write(config, value);
        } catch (SAXException e) {
            throw new IllegalArgumentException(e);
        }
        return out.toByteArray();
    }

    byte[] fault(int code, String text) {
        XmlBytes out = new XmlBytes(USUAL_SIZE);
        try {
            new XmlRpcWriter(config, out, this).write(config, code, text);
        } catch (SAXException e) {
            throw new IllegalArgumentException(e);
        }
        return out.toByteArray();
    }

    @Override
    public TypeSerializer getSerializer(XmlRpcStreamConfig streamConfig, Object value) {
        return ResponseWriter::write;
    }

    @Override
    public TypeParser getParser(
            XmlRpcStreamConfig streamConfig, NamespaceContextImpl context, String uri, String localName) {
        // Responses are only written here.
        return null;
    }

    private static void write(ContentHandler handler, Object value) {
        write((XmlBytes) handler, value);
    }

    private static void write(XmlBytes out, Object value) {
        out.open("value");
        if (value instanceof String text) {
            out.open("string");
            out.text(text);
            out.close("string");
        } else if (value instanceof Integer || value instanceof Long) {
            out.open("int");
            out.text(Integer.toString(clamped(((Number) value).longValue())));
            out.close("int");
        } else if (value instanceof Double number) {
            out.open("double");
            // XML-RPC has no exponents, and nothing that is no number.
            out.text(new BigDecimal(number)
                    .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                    .stripTrailingZeros()
                    .toPlainString());
            out.close("double");
        } else if (value instanceof Boolean truth) {
            out.open("boolean");
            out.text(truth ? "1" : "0");
            out.close("boolean");
        } else if (value instanceof List<?> list) {
            array(out, list);
        } else if (value instanceof Map<?, ?> map) {
            struct(out, map);
        } else {
            throw new IllegalArgumentException("XML-RPC has no type for " + value);
        }
        out.close("value");
    }

    /** The protocol's integers have 32 bits; stock clamps times and fails with larger ones elsewhere. */
    private static int clamped(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    private static void array(XmlBytes out, List<?> list) {
        out.open("array");
        out.open("data");
        for (Object item : list) {
            write(out, item);
        }
        out.close("data");
        out.close("array");
    }

    private static void struct(XmlBytes out, Map<?, ?> map) {
        out.open("struct");
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.open("member");
            out.open("name");
            out.text((String) member.getKey());
            out.close("name");
            write(out, member.getValue());
            out.close("member");
        }
        out.close("struct");
    }
}
