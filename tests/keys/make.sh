#!/bin/sh
# Makes the identities of the signature tests with openssl 3. All names are invented; the passwords guard nothing.
# The files are committed, so tests need no openssl; run this again only to change them.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
password=clearance-test

cat > "$work/leaf.cnf" <<'CNF'
[req]
distinguished_name = name
prompt = no
string_mask = utf8only
utf8 = yes
[name]
C = CN
O = 云舟测试电商有限公司
CN = 云舟测试电商有限公司
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
1.3.6.1.4.1.5315.100.5.1 = ASN1:FORMAT:UTF8,UTF8String:云舟测试电商有限公司
1.3.6.1.4.1.5315.100.5.9 = ASN1:IA5String:110196T001
[encryption]
basicConstraints = CA:FALSE
keyUsage = critical, keyEncipherment
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
CNF
# The old cards write BMPString names and GBK in the private extension.
sed -e 's/string_mask = utf8only/string_mask = MASK:2048/' \
    -e 's/5\.1 = .*/5.1 = DER:04:08:b2:e2:ca:d4:b9:ab:cb:be/' "$work/leaf.cnf" > "$work/old.cnf"

sm2='-sigopt distid:1234567812345678'
days='-days 3650'

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$work/rsa1024.key"
openssl req -new -x509 -sha1 $days -key "$work/rsa1024.key" -config "$work/old.cnf" -extensions leaf \
    -set_serial 0x0a1b2c3d -out rsa1024.crt
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa2048.key"
openssl req -new -x509 -sha256 $days -key "$work/rsa2048.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x01020304 -out rsa2048.crt
openssl genpkey -algorithm SM2 -out "$work/sm2.key"
openssl req -new -x509 -sm3 $days $sm2 -key "$work/sm2.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0300000000a1b2c3 -out sm2.crt

# Keys that no verifier may accept; only their certificates are kept.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512 -out "$work/rsa512.key"
openssl req -new -x509 -sha256 $days -key "$work/rsa512.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0a000512 -out rsa512.crt
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out "$work/rsae3.key"
openssl req -new -x509 -sha256 $days -key "$work/rsae3.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0a000003 -out rsa-exponent3.crt

# An authority and what it issues: a good leaf, one for encryption only, and the authority itself.
openssl genpkey -algorithm SM2 -out "$work/authority.key"
openssl req -new -x509 -sm3 $days $sm2 -key "$work/authority.key" -config "$work/leaf.cnf" -extensions authority \
    -subj '/C=CN/O=测试签发中心/CN=测试签发中心' -utf8 -set_serial 0x0300000000000001 -out authority.crt
openssl req -new -sm3 $sm2 -key "$work/sm2.key" -config "$work/leaf.cnf" -out "$work/sm2.csr"
issue() { # name section serial days
    openssl x509 -req -sm3 $sm2 -vfyopt distid:1234567812345678 -in "$work/sm2.csr" -CA authority.crt \
        -CAkey "$work/authority.key" -set_serial "$3" -days "$4" -extfile "$work/leaf.cnf" -extensions "$2" -out "$1.crt"
}
issue issued leaf 0x0300000000000002 3650
issue encryption encryption 0x0300000000000003 3650

bundle() { # key and certificate, file, options
    openssl pkcs12 -export -inkey "$work/$1.key" -in "$2.crt" -passout "pass:$password" -out "$3.p12" -name test $4
}
bundle rsa1024 rsa1024 rsa1024 '-legacy'
bundle rsa2048 rsa2048 rsa2048 '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256'
bundle rsa2048 rsa2048 rsa2048-3des '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'
bundle sm2 sm2 sm2 '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256'
bundle sm2 sm2 sm2-3des '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'
bundle sm2 sm2 sm2-pbes2-3des '-keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC'
bundle sm2 sm2 sm2-camellia '-keypbe CAMELLIA-128-CBC -certpbe AES-256-CBC'
bundle sm2 issued issued '-certfile authority.crt'
bundle sm2 encryption encryption ''
bundle authority authority authority ''

# What other programs export: ciphers, passwords, several certificates, several keys.
mkdir -p containers
pack() { # file, password, options
    openssl pkcs12 -export -inkey "$work/sm2.key" -in sm2.crt -passout "pass:$2" -out "containers/$1.p12" -name test $3
}
both() { echo "-keypbe $1 -certpbe $1 $2"; }
pack rc2-40 $password "-legacy $(both PBE-SHA1-RC2-40 '-macalg sha1')"
pack rc2-128 $password "-legacy $(both PBE-SHA1-RC2-128 '-macalg sha1')"
pack 3des-two-keys $password "-legacy $(both PBE-SHA1-2DES '-macalg sha1')"
pack aes-128 $password "$(both AES-128-CBC '-macalg sha256')"
pack aes-192 $password "$(both AES-192-CBC '-macalg sha512')"
pack aes-256-sm3 $password "$(both AES-256-CBC '-macalg sm3')"
pack no-check $password "$(both AES-256-CBC -nomac)"
pack no-check-3des $password "$(both PBE-SHA1-3DES -nomac)"
pack in-clear '' "$(both NONE -nomac)"
pack empty-password '' "$(both AES-256-CBC '-macalg sha256')"
pack empty-password-3des '' "$(both PBE-SHA1-3DES '-macalg sha1')"
pack chinese-password '通关口令🔑' "$(both AES-256-CBC '-macalg sha256')"
pack chinese-password-3des '通关口令🔑' "$(both PBE-SHA1-3DES '-macalg sha1')"
# What OpenSSL before 1.1 made of the password "clé": every octet of UTF-8 for a letter.
pack widened-password-3des 'clÃ©' "$(both PBE-SHA1-3DES '-macalg sha1')"
pack many-rounds $password "$(both AES-256-CBC '-macalg sha256 -iter 70000')"
# The same key certified again, and a certificate without its key.
openssl req -new -x509 -sm3 -days 7300 $sm2 -key "$work/sm2.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0300000000d4e5f6 -out "$work/renewed.crt"
openssl pkcs12 -export -inkey "$work/sm2.key" -in "$work/renewed.crt" -certfile sm2.crt -passout "pass:$password" \
    -out containers/renewed.p12 -name test
openssl pkcs12 -export -nokeys -in sm2.crt -passout "pass:$password" -out containers/no-key.p12
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/p256.key"
openssl req -new -x509 -sha256 $days -key "$work/p256.key" -config "$work/leaf.cnf" -extensions leaf \
    -set_serial 0x0a000256 -out "$work/p256.crt"
openssl pkcs12 -export -inkey "$work/p256.key" -in "$work/p256.crt" -passout "pass:$password" -out containers/p256.p12

# Java writes ciphers that openssl's command line does not offer, and several keys into one file.
java_store() { # file, cipher, hash of the check value
    keytool -importkeystore -noprompt -srckeystore rsa1024.p12 -srcstorepass $password -srcalias test -destalias rsa \
        -destkeystore "containers/$1.p12" -deststoretype PKCS12 -deststorepass $password \
        -J-Dkeystore.pkcs12.keyProtectionAlgorithm=$2 -J-Dkeystore.pkcs12.certProtectionAlgorithm=$2 \
        -J-Dkeystore.pkcs12.macAlgorithm=$3 2>/dev/null
}
rm -f containers/java-*.p12 containers/several-keys.p12
java_store java-aes-128-sha1 PBEWithHmacSHA1AndAES_128 HmacPBESHA1
java_store java-aes-256-sha512 PBEWithHmacSHA512AndAES_256 HmacPBESHA512
java_store several-keys PBEWithHmacSHA256AndAES_256 HmacPBESHA256
keytool -importkeystore -noprompt -srckeystore rsa2048-3des.p12 -srcstorepass $password -srcalias test -destalias other \
    -destkeystore containers/several-keys.p12 -deststoretype PKCS12 -deststorepass $password 2>/dev/null

# A root, an authority below it, and leaves: what a chain of several steps can look like.
mkdir -p chain
cat > "$work/chain.cnf" <<'CNF'
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[middle]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
[open]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[silent]
basicConstraints = critical, CA:TRUE
keyUsage = critical, cRLSign
[plain]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
[strange]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
1.3.6.1.4.1.32473.7 = critical, ASN1:NULL
[ca]
default_ca = none
[lists]
database = index.txt
default_md = sm3
default_crl_days = 30
crlnumber = number
CNF
entity() { # name of the key, common name
    openssl genpkey -algorithm SM2 -out "$work/$1.key"
    openssl req -new -sm3 $sm2 -key "$work/$1.key" -subj "/C=CN/O=测试签发中心/CN=$2" -utf8 -out "$work/$1.csr"
}
sign_chain() { # issuer, name, section, serial, days, [request]
    openssl x509 -req -sm3 $sm2 -vfyopt distid:1234567812345678 -in "$work/${6:-$2}.csr" -CA "chain/$1.crt" \
        -CAkey "$work/$1.key" -set_serial "$4" -days "$5" -extfile "$work/chain.cnf" -extensions "$3" -out "chain/$2.crt"
}
for name in root middle lower silent strange short; do entity $name "测试签发中心 $name"; done
openssl x509 -req -sm3 $sm2 -vfyopt distid:1234567812345678 -in "$work/root.csr" -signkey "$work/root.key" \
    -set_serial 0x11 $days -extfile "$work/chain.cnf" -extensions root -out chain/root.crt
sign_chain root middle middle 0x12 3650
sign_chain root silent silent 0x13 3650
sign_chain root strange strange 0x14 3650
sign_chain root short open 0x15 30
sign_chain middle lower open 0x16 3650
for issuer in root middle lower silent strange short; do
    entity leaf-$issuer "云舟测试电商有限公司"
    sign_chain $issuer leaf-$issuer plain 0x0300000000${issuer:+$(printf %s $issuer | cksum | cut -c1-6)} 3650
done
# A leaf that poses as an authority.
cp "$work/leaf-root.key" "$work/posing.key"
openssl x509 -req -sm3 $sm2 -vfyopt distid:1234567812345678 -in "$work/leaf-middle.csr" -CA chain/leaf-root.crt \
    -CAkey "$work/posing.key" -set_serial 0x77 $days -extfile "$work/chain.cnf" -extensions plain -out chain/leaf-posing.crt
# Another root of the same name.
openssl genpkey -algorithm SM2 -out "$work/twin.key"
openssl req -new -x509 -sm3 $days $sm2 -key "$work/twin.key" -subj '/C=CN/O=测试签发中心/CN=测试签发中心 root' -utf8 \
    -config "$work/leaf.cnf" -extensions authority -set_serial 0x11 -out chain/twin.crt

# Revocation lists: of the authority, one that names its leaf, one of the twin.
revoke_list() { # issuer, file, serial to revoke or nothing
    rm -rf "$work/lists"; mkdir "$work/lists"; echo 01 > "$work/lists/number"
    : > "$work/lists/index.txt"
    if [ -n "$3" ]; then
        printf 'R\t361231235959Z\t261101000000Z\t%s\tunknown\t/CN=x\n' "$3" > "$work/lists/index.txt"
    fi
    (cd "$work/lists" && openssl ca -gencrl -config ../chain.cnf -name lists $sm2 -keyfile "../$1.key" \
        -cert "$OLDPWD/chain/$1.crt" -out list.pem 2>/dev/null)
    openssl crl -in "$work/lists/list.pem" -outform "${4:-DER}" -out "chain/$2.crl"
}
serial_of() { openssl x509 -in "chain/$1.crt" -noout -serial | cut -d= -f2; }
revoke_list middle middle-clean ''
revoke_list middle middle-leaf "$(serial_of leaf-middle)" PEM
revoke_list root root-middle "$(serial_of middle)"
revoke_list twin twin-middle "$(serial_of middle)"
